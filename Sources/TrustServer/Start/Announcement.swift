// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore

/// What a start tells the operator, on standard error and nowhere else: never through the logger, which may be shipped.
package enum Announcement {
    /// A new master key was made.
    package static func newMasterKey(at path: String) {
        write(
            """

            A new master key was made: \(path)
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
    package static func listening(_ configuration: ServerConfiguration, isolation: String) {
        func url(_ listener: ServerConfiguration.Listener) -> String { "http://\(listener.host):\(listener.port)" }
        write(
            """
            control  \(url(configuration.control))  dashboard and JSON API
            gateway  \(url(configuration.gateway))  for agents
            ops      \(url(configuration.operations))  health and metrics
            agents   \(isolation)

            """)
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
