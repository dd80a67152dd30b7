// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import TrustAPI
import TrustCore
import TrustDeclare

/// The documents that say what is to be.
struct DocumentOptions: ParsableArguments {
    /// The longest document that is read, in bytes.
    private static let limit = 4 << 20

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("A YAML document, or - for standard input; may be given several times.", valueName: "file"),
        completion: .file())
    var files: [String]

    func validate() throws {
        if files.isEmpty { throw ValidationError("Say with -f which document.") }
        if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("Standard input can be read once.") }
    }

    /// All of them as one.
    /// - Throws: `CommandError` that says which line of which file is at fault.
    func read() throws -> Declaration {
        do {
            var declaration = Declaration()
            for file in files { try declaration.add(Declaration(yaml: try Self.bytes(of: file), file: file)) }
            if files.contains("-"), declaration.resources.contains(where: { $0.keySource == .standardInput }) {
                throw CommandError(.usage, "Keys can't come from standard input where the document does.")
            }
            return declaration
        } catch let error as DeclarationError {
            throw CommandError(.usage, error.description)
        }
    }

    private static func bytes(of file: String) throws -> [UInt8] {
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: file) {
            handle = opened
        } else {
            throw CommandError(.usage, "\(file) can't be opened.")
        }
        var bytes: [UInt8] = []
        do {
            while let part = try handle.read(upToCount: 1 << 16), !part.isEmpty {
                bytes += part
                guard bytes.count <= limit else { throw CommandError(.usage, "\(file) is longer than \(limit) bytes.") }
            }
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(.usage, "\(file) can't be read.")
        }
        return bytes
    }
}

extension APIClient {
    /// Everything of the server that can be declared.
    func present() async throws -> Present {
        let items: [ResourceKind: [JSONValue]] = [
            .provider: try await all(ProviderResponse.self).items,
            .agentType: try await all(AgentTypeResponse.self).items,
            .agent: try await all(AgentResponse.self).items,
            .limits: [try await limits()],
        ]
        do {
            return try Present(items)
        } catch {
            throw CommandError(.failure, "The server's lists can't be read: \(error.description)")
        }
    }

    /// What of the limits can be declared, as if it were one of a list.
    private func limits() async throws -> JSONValue {
        let answer: Answer<LimitsResponse> = try await get(APIPath("limits"))
        let name = JSONValue.string(ResourceKind.limits.rawValue)
        return .object([
            "id": name, "name": name, "organization_requests": .integer(answer.value.organizationRequests.limit),
        ])
    }

    /// What brings this server to what is declared.
    /// - Throws: `CommandError` where the documents can't be met.
    func plan(_ declared: Declaration, present: Present) throws -> Plan {
        do {
            return try Plan(declared, present: present)
        } catch {
            throw CommandError(.usage, error.description)
        }
    }
}

extension Answer {
    /// The elements of a list, as they came.
    fileprivate var items: [JSONValue] {
        guard case .object(let fields) = json, case .array(let items)? = fields["items"] else { return [] }
        return items
    }
}
