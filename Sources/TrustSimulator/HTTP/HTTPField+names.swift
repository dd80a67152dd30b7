// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension HTTPField.Name {
    static let apiKey = named("x-api-key")
    static let anthropicVersion = named("anthropic-version")
    static let fault = named("x-simulator-fault")
    /// Milliseconds before the first byte.
    static let delay = named("x-simulator-delay")
    /// Milliseconds between two events of a stream.
    static let eventDelay = named("x-simulator-event-delay")
    static let openAIRequestID = named("x-request-id")
    static let anthropicRequestID = named("request-id")

    /// - Precondition: a valid field name; every use is a literal above.
    private static func named(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("not a field name: \(name)") }
        return field
    }
}
