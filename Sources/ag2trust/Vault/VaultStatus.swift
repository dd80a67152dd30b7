// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI

/// `ag2trust vault status`.
struct VaultStatus: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show whether the key service can be used, and by what keys are wrapped.",
        discussion: """
            EXAMPLE:
              ag2trust vault status
            """)

    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<VaultResponse> = try await api.get(APIPath("vault"))
        try connection.output.show(answer) { $0.lines }
    }
}

extension VaultResponse {
    fileprivate var lines: [String] {
        var table = Table("WRAPPED BY", "MASTER KEY", "KEYS")
        for wrapping in wrappings {
            table.add(.init(wrapping.service), .init(wrapping.keyReference), .init("\(wrapping.keys)"))
        }
        let state = status == .healthy ? "works" : "can't be used: \(message ?? failure ?? "")"
        return ["Key service \(service) \(state)", "Since \(since), asked last \(checkedAt)", ""] + table.lines
    }
}
