// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// A provider's key as a person typed it, trimmed and checked; lent, never turned into a string.
///
/// Its shape is checked leniently, since compatible servers have keys of any kind. Refused is only what can't be sent
/// in a header, and a key of the one provider given for the other's own address.
package struct ProviderKeyText: ~Copyable, Sendable {
    /// The trimmed key.
    package let bytes: SecretBytes
    /// The last four characters, or `nil` for keys shorter than 20.
    package let hint: String?

    /// - Parameters:
    ///   - raw: what came in; the caller's to overwrite.
    ///   - type: the provider's type.
    ///   - baseURL: the provider's own address; `nil` stands for the type's.
    /// - Throws: `invalidProviderKey` with a sentence for the form.
    package init(_ raw: borrowing SecretBytes, type: ProviderType, baseURL: String? = nil) throws(VaultError) {
        let trimmed = unsafe raw.withBytes { unsafe SecretBytes(copying: Self.trim($0)) }
        guard ProviderType.keyLengths.contains(trimmed.count) else {
            throw Self.refusal(
                trimmed.count < ProviderType.keyLengths.lowerBound ? "The key is too short." : "The key is too long.")
        }
        let isPrintable = unsafe trimmed.withBytes { bytes in
            unsafe bytes.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        }
        guard isPrintable else { throw Self.refusal("The key has a space or a character that keys don't have.") }
        if Self.isOwnAddress(baseURL, of: type), let reason = Self.mismatch(trimmed, type: type) {
            throw Self.refusal(reason)
        }
        hint =
            if trimmed.count < 20 {
                nil
            } else {
                unsafe trimmed.withBytes { unsafe String(decoding: $0.suffix(4), as: UTF8.self) }
            }
        bytes = trimmed
    }

    private static func refusal(_ message: String) -> VaultError { VaultError(.invalidProviderKey, message: message) }

    private static func trim(_ bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
        var slice = unsafe bytes.drop(while: isWhite)
        while let last = unsafe slice.last, isWhite(last) { unsafe slice.removeLast() }
        return unsafe slice
    }

    private static func isOwnAddress(_ baseURL: String?, of type: ProviderType) -> Bool {
        guard let baseURL else { return true }
        guard let given = try? UpstreamEndpoint(baseURL: baseURL),
            let own = try? UpstreamEndpoint(baseURL: type.defaultBaseURL)
        else { return false }
        return given.host == own.host
    }

    private static func mismatch(_ key: borrowing SecretBytes, type: ProviderType) -> String? {
        unsafe key.withBytes { bytes in
            let isAnthropic = unsafe bytes.starts(with: "sk-ant-".utf8)
            let isOpenAI = unsafe !isAnthropic && bytes.starts(with: "sk-".utf8)
            switch type {
            case .openai where isAnthropic:
                return "This is an Anthropic key. Choose the type Anthropic, or paste an OpenAI key."
            case .anthropic where isOpenAI:
                return "This is not an Anthropic key (they begin with sk-ant-). Choose the type OpenAI, or paste an "
                    + "Anthropic key."
            default:
                return nil
            }
        }
    }
}
