// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// What a start tells the operator, on standard error and nowhere else: never through the logger, which may be shipped.
package enum Announcement {
    /// Where the master key lies, and what it means to lose it.
    package static func masterKey(at path: String) {
        write(
            """

            The master key lies here: \(path)
            It opens every stored key. Whoever loses it loses every key: back it up now, apart from the database.

            """)
    }

    /// Nobody owns this installation yet.
    package static func setup(token: borrowing SecretBytes, url: String) {
        write("\nThis installation has no owner yet. Open \(url)/setup and give this one-time token:\n")
        token.withBytes { bytes in FileHandle.standardError.write(Data(bytes)) }
        write("\n\n")
    }

    /// Where everything listens.
    package static func listening(_ configuration: ServerConfiguration, isolation: Isolation) {
        let lacks = isolation.lacks.map(\.rawValue).joined(separator: ", ")
        let lacking = lacks.isEmpty ? "" : ", without \(lacks)"
        write(
            """
            control  \(configuration.controlPublicURL ?? configuration.control.url)  dashboard and JSON API
            gateway  \(configuration.gateway.url)  for agents
            ops      \(configuration.operations.url)  health and metrics
            agents   isolation \(isolation.level.rawValue)\(lacking)

            """)
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
