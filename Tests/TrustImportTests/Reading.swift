// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustImport

/// Keys that only tests know.
enum Planted {
    static let openai = "sk-proj-planted-0123456789abcdefAB12"
    static let other = "sk-proj-planted-9876543210fedcbaCD34"
    static let anthropic = "sk-ant-planted-0123456789abcdefEF56"
    static let all = [openai, other, anthropic]
}

func read(
    _ text: String, _ format: ImportFormat? = nil, name: String = "file", environment: [String: String] = [:]
) throws -> KeyFile {
    try KeyFile(SecretBytes(copying: text.utf8), name: name, format: format, environment: environment)
}

extension FoundKey {
    var keyText: String { String(decoding: key.withBytes { Array($0) }, as: UTF8.self) }
}

extension PlannedProvider {
    var keyText: String { String(decoding: key.withBytes { Array($0) }, as: UTF8.self) }
}

extension KeyFile {
    var codes: [String] { skipped.map(\.reason.code) }
}
