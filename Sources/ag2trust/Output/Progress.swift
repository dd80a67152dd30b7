// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What is being waited for, on the last line of a terminal; nothing where standard error is no terminal.
struct Progress {
    private static let isShown = isatty(STDERR_FILENO) == 1 && !StandardError.isJSON

    /// Says it in place of what was said before.
    static func show(_ text: String) {
        guard isShown else { return }
        StandardError.write("\r\u{1B}[K" + Terminal.safe(text))
    }

    /// Takes it away, before something else is said.
    static func clear() {
        guard isShown else { return }
        StandardError.write("\r\u{1B}[K")
    }
}
