// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// What a launcher is asked to do to itself. Its form is described in the launcher's `plan.c`.
struct IsolationPlan: Sendable {
    static let magic = Array("AG2PLAN1".utf8)
    static let reportMagic = Array("AG2HOLD1".utf8)
    static let reportLength = 12

    var asked: Set<Isolation.Protection>
    /// The agent's own user and group; ignored unless `ownUser` is asked for.
    var user: UInt32
    /// The only port that may be connected to.
    var port: UInt16
    var limits: AgentLimits
    /// To read and run; the program comes first.
    var readable: [String]
    /// For everything; the agent's folder comes first.
    var writable: [String]

    func encode() -> [UInt8] {
        var body: [UInt8] = []
        for number in [Self.bits(asked), user, UInt32(port)] { body += Self.bytes(number) }
        for limit in [limits.files, limits.processes, limits.fileBytes, limits.memoryBytes] {
            body += Self.bytes(UInt64(max(0, limit)))
        }
        body += Self.bytes(UInt32(readable.count)) + Self.bytes(UInt32(writable.count))
        for path in readable + writable { body += Self.bytes(UInt32(path.utf8.count)) + Array(path.utf8) }
        return Self.magic + Self.bytes(UInt32(body.count)) + body
    }

    /// What a launcher's report says; `nil` where it is none.
    static func isolation(inReport report: [UInt8]) -> Isolation? {
        guard report.count == reportLength, report.starts(with: reportMagic) else { return nil }
        let bits = report[8...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Isolation(Set(Isolation.Protection.allCases.filter { bits & bit($0) != 0 }))
    }

    private static func bits(_ protections: Set<Isolation.Protection>) -> UInt32 {
        protections.reduce(0) { $0 | bit($1) }
    }

    /// The launcher's `enum protection`.
    private static func bit(_ protection: Isolation.Protection) -> UInt32 {
        switch protection {
        case .ownUser: 1 << 0
        case .userNamespace: 1 << 1
        case .filesystem: 1 << 2
        case .network: 1 << 3
        case .signals: 1 << 4
        case .systemCalls: 1 << 5
        case .limits: 1 << 6
        }
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
