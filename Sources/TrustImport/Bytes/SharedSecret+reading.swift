// SPDX-License-Identifier: Apache-2.0
package import TrustCore

extension SharedSecret {
    /// A secret that another library handed over as text.
    convenience init(text: String) { self.init(SecretBytes(copying: text.utf8)) }

    /// Whether it begins as the keys of OpenAI, Anthropic and many others do.
    var looksLikeKey: Bool {
        unsafe withBytes { bytes in unsafe bytes.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "sk-".utf8) }
    }

    /// Whether something that looks like a key is anywhere in it.
    var mayHoldKey: Bool {
        if looksLikeKey { return true }
        return unsafe withBytes { bytes in unsafe !FileBytes(bytes).keyLikeRanges.isEmpty }
    }

    /// The same without blanks and line ends around it, which come with a key that was pasted.
    var trimmed: SharedSecret {
        unsafe withBytes { bytes in
            var slice = unsafe bytes.drop { $0 <= 0x20 }
            while let last = unsafe slice.last, last <= 0x20 { unsafe slice.removeLast() }
            return SharedSecret(unsafe SecretBytes(copying: slice))
        }
    }

    /// Whether keys have only such bytes: printable ASCII, no space.
    var isPrintable: Bool { unsafe withBytes { bytes in unsafe bytes.allSatisfy { $0 > 0x20 && $0 < 0x7f } } }

    /// The text of a value that is no secret; `nil` where it is not UTF-8.
    var text: String? { unsafe withBytes { unsafe String(validating: $0, as: UTF8.self) } }

    /// The last four characters, or `nil` for what is shorter than 20: four of few would say too much.
    var hint: String? {
        guard count >= 20, isPrintable else { return nil }
        return unsafe withBytes { unsafe String(decoding: $0.suffix(4), as: UTF8.self) }
    }

    /// Whether it begins with the bytes of a range.
    func begins(with range: Range<Int>, of bytes: FileBytes) -> Bool {
        unsafe withBytes { own in unsafe own.starts(with: range.lazy.map { bytes[$0] }) }
    }

    func isEqual(to other: SharedSecret) -> Bool {
        unsafe withBytes { left in unsafe other.withBytes { right in unsafe left.elementsEqual(right) } }
    }

    /// A copy of its own, to be handed on.
    package func copy() -> SecretBytes { unsafe withBytes { unsafe SecretBytes(copying: $0) } }
}
