// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import TrustAPI
import TrustControl
import TrustCore

/// A request body, decoded strictly, with the secrets that were cut out of its bytes before anything was decoded.
struct StrictBody<Value: TrustAPI.RequestBody>: ~Copyable {
    let value: Value
    /// Fields that were there and `null`.
    let nullFields: Set<String>
    private var secrets: [String: SharedSecret]

    /// Reads and overwrites the collected body.
    /// - Throws: `INVALID_REQUEST` naming the field at fault; 415 for another content type.
    init(_ request: Request, _ context: ControlContext, as type: Value.Type = Value.self) throws {
        assert(
            context.operation?.body?.type == ObjectIdentifier(type),
            "\(request.method) \(request.uri.path) reads \(type), which its APIOperation does not say it takes")
        guard request.mediaType == "application/json" else {
            throw Refusal(.unsupportedMediaType, .invalidRequest, "The body must be application/json.")
        }
        defer { context.body.erase() }
        (value, nullFields, secrets) = try context.body.withBytes { bytes throws(ControlError) in
            try Self.decode(bytes)
        }
    }

    /// Takes a secret out, once.
    /// - Throws: `INVALID_REQUEST` where it is missing.
    mutating func takeSecret(_ field: String) throws(ControlError) -> SecretBytes {
        guard let secret = secrets.removeValue(forKey: field) else { throw .invalid(field, "This is required.") }
        return secret.withBytes { SecretBytes(copying: $0) }
    }

    private static func decode(
        _ bytes: UnsafeMutableRawBufferPointer
    ) throws(ControlError) -> (Value, Set<String>, [String: SharedSecret]) {
        let members = try scan(UnsafeRawBufferPointer(bytes))
        var secrets: [String: SharedSecret] = [:]
        for member in members {
            guard Value.fieldNames.contains(member.name) else {
                throw .invalid(FieldName.shown(member.name), "There is no such field.")
            }
            guard Value.secretFields.contains(member.name) else { continue }
            guard member.kind == .string else { throw .invalid(member.name, "This takes a string.") }
            let place = UnsafeMutableRawBufferPointer(rebasing: bytes[member.value])
            guard let secret = JSONStringBytes.unescape(UnsafeRawBufferPointer(place)) else {
                throw .invalid(member.name, "This is not text.")
            }
            secrets[member.name] = SharedSecret(secret)
            place.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "*"))
        }
        // From here on there is no secret in the bytes.
        let data = Data(bytes)
        let nulls = Set(members.filter { $0.kind == .null }.map(\.name))
        do {
            return (try JSONDecoder().decode(Value.self, from: data), nulls, secrets)
        } catch {
            throw refusal(error)
        }
    }

    private static func scan(_ bytes: UnsafeRawBufferPointer) throws(ControlError) -> [JSONBodyScanner.Member] {
        do {
            return try JSONBodyScanner.members(of: bytes)
        } catch {
            switch error {
            case .syntax: throw ControlError(.invalidRequest, "The body is not valid JSON.")
            case .tooDeep: throw ControlError(.invalidRequest, "The body is nested too deeply.")
            case .notAnObject: throw ControlError(.invalidRequest, "The body must be a JSON object.")
            case .duplicate(let name): throw .invalid(FieldName.shown(name), "The field occurs twice.")
            }
        }
    }

    private static func refusal(_ error: any Error) -> ControlError {
        func field(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
            ((path.first ?? last)?.stringValue).map(FieldName.shown) ?? "(body)"
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): .invalid(field(context.codingPath, key), "This is required.")
        case .valueNotFound(_, let context): .invalid(field(context.codingPath), "This must not be null.")
        case .typeMismatch(_, let context): .invalid(field(context.codingPath), "This is of the wrong type.")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            .invalid(field(context.codingPath), "This value can't be taken.")
        default: ControlError(.invalidRequest, "The body is not valid JSON.")
        }
    }
}
