// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What standard output is, and what may be written to it.
enum Terminal {
    /// A colour with a meaning.
    enum Colour: String {
        case good = "32"
        case waiting = "33"
        case bad = "31"
        case dim = "2"
        case heading = "1"
    }

    /// Whether standard output is a terminal.
    static let isOutput = isatty(STDOUT_FILENO) == 1
    /// Whether a person can be asked: standard input is a terminal.
    static let isInput = isatty(STDIN_FILENO) == 1

    /// Colours are for terminals, and not for those who set `NO_COLOR` (no-color.org).
    private static let hasColours: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return isOutput && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }()

    static func coloured(_ text: String, _ colour: Colour?) -> String {
        guard hasColours, let colour, !text.isEmpty else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }

    /// Text from elsewhere for one line of a terminal: names and messages must not move the cursor or change colours.
    static func safe(_ text: String) -> String { replacingControls(in: text, except: []) }

    /// The same for text of several lines.
    static func safeLines(_ text: String) -> String { replacingControls(in: text, except: ["\n", "\t"]) }

    /// Text that is a result of its own: as it came for a file or a pipe, without controls for a terminal.
    static func raw(_ text: String) -> String { isOutput ? safeLines(text) : text }

    private static func replacingControls(in text: String, except kept: Set<UnicodeScalar>) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where !kept.contains(scalar), .lineSeparator, .paragraphSeparator: result.append("\u{FFFD}")
            // Marks that turn the direction of what follows can make one name look like another.
            case .format where (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
