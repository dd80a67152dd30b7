// SPDX-License-Identifier: Apache-2.0

/// One HTTP call, whole.
package struct AgentRequest: Sendable {
    package var method: String
    package var url: String
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]?

    package init(method: String, url: String, headers: [String: String], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// Its answer, whole.
package struct AgentResponse: Sendable {
    package var status: Int
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Seconds of `Retry-After`, where they are given as a number.
    package var retryAfter: Int? { headers["retry-after"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}

/// The network, behind one function.
package protocol AgentTransport: Sendable {
    /// - Throws: when there is no whole answer within `limit`.
    func send(_ request: AgentRequest, within limit: Duration) async throws -> AgentResponse
}
