// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// E-mail addresses, as names of accounts.
enum EmailAddress {
    /// Trimmed and lower-cased: the form in which addresses are stored, compared and counted.
    static func normalize(_ text: String) -> String {
        var rest = text.lowercased().unicodeScalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(String.UnicodeScalarView(rest))
    }

    /// - Throws: `INVALID_REQUEST` (`email`) for what has not one `@` between two parts of printable ASCII.
    static func check(_ text: String) throws(ControlError) -> String {
        let address = normalize(text)
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard address.utf8.count <= Bounds.email.upperBound, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { throw .invalid("email", "This is not an e-mail address.") }
        return address
    }
}
