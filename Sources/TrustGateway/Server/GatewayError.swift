// SPDX-License-Identifier: Apache-2.0

/// Why the gateway can't start or stop in order.
package struct GatewayError: Error, Equatable, Sendable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        private enum Known: Hashable, Sendable { case spoolUnusable, spoolInUse, alreadyRan, noAddress }
        private let known: Known
        /// A spool file is damaged, or can't be made, mapped or written.
        package static let spoolUnusable = Code(known: .spoolUnusable)
        /// Another process has the spool open.
        package static let spoolInUse = Code(known: .spoolInUse)
        /// `run()` was called twice.
        package static let alreadyRan = Code(known: .alreadyRan)
        /// There is no address to listen on.
        package static let noAddress = Code(known: .noAddress)
    }
    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
