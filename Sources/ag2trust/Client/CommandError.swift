// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Why a command did not do what was asked: one sentence, the API's code where it has one, and facts to act on.
struct CommandError: Error {
    let status: ExitStatus
    let message: String
    let code: ErrorCode?
    let details: [String: JSONValue]

    init(_ status: ExitStatus, _ message: String, code: ErrorCode? = nil, details: [String: JSONValue] = [:]) {
        self.status = status
        self.message = message
        self.code = code
        self.details = details
    }

    /// The same, saying which of several things it is about.
    func about(_ name: String) -> CommandError {
        CommandError(status, "\(name): \(message)", code: code, details: details)
    }

    /// The same for programs: the API's fields where it has them, and the status that the process ends with.
    var json: JSONValue {
        .object([
            "error": .string(message), "error_code": code.map { .string($0.rawValue) } ?? .null,
            "details": .object(details), "exit_status": .integer(Int64(status.rawValue)),
        ])
    }

    /// The lines for standard error: `error: sentence (CODE)`, then the details, indented.
    var lines: [String] {
        var lines = ["error: " + Terminal.safe(message) + (code.map { " (\(Terminal.safe($0.rawValue)))" } ?? "")]
        for (name, value) in details.sorted(by: { $0.key < $1.key }) {
            guard let text = Self.text(of: value) else { continue }
            lines.append("  \(Terminal.safe(name.replacing("_", with: " "))): \(Terminal.safe(text))")
        }
        return lines
    }

    /// References show as names with their ids, lists with commas; what is empty is left out.
    private static func text(of value: JSONValue) -> String? {
        switch value {
        case .null: return nil
        case .bool(let value): return value ? "yes" : "no"
        case .integer(let value): return String(value)
        case .number(let value): return String(value)
        case .string(let value): return value.isEmpty ? nil : value
        case .array(let values):
            let texts = values.compactMap(text(of:))
            guard !texts.isEmpty else { return nil }
            let sentences = texts.contains { $0.contains(" ") && $0.hasSuffix(".") }
            return texts.joined(separator: sentences ? " " : ", ")
        case .object(let fields):
            if case .string(let name)? = fields["name"], case .string(let id)? = fields["id"] {
                return "\(name) (\(id))"
            }
            let texts = fields.sorted { $0.key < $1.key }.compactMap { name, value in
                text(of: value).map { "\(name) \($0)" }
            }
            return texts.isEmpty ? nil : texts.joined(separator: ", ")
        }
    }
}
