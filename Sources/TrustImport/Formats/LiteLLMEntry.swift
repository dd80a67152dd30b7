// SPDX-License-Identifier: Apache-2.0
import TrustCore
import Yams

/// One entry of LiteLLM's `model_list`.
struct LiteLLMEntry {
    /// What callers name the model; `nil` if it has no name that may be shown.
    let alias: String?
    /// The key, if it is written there and not only where it is to be found.
    let writtenKey: String?
    private let parameters: Node?
    private let variables: Node?
    private let environment: [String: String]

    private static let reference = "os.environ/"

    /// - Parameters:
    ///   - node: the entry.
    ///   - variables: the file's own `environment_variables`, which LiteLLM sets before it looks.
    ///   - environment: what is set where this runs.
    init(_ node: Node, variables: Node?, environment: [String: String]) {
        parameters = node[member: "litellm_params"]
        self.variables = variables
        self.environment = environment
        alias = node[member: "model_name"]?.value.flatMap { SharedSecret(text: $0).mayHoldKey ? nil : $0 }
        writtenKey = parameters?[member: "api_key"]?.value.flatMap { $0.hasPrefix(Self.reference) ? nil : $0 }
    }

    /// Whether the key is in a variable that the file does not set.
    var isKeyElsewhere: Bool {
        guard let name = keyVariable else { return false }
        return variables?[member: name]?.value == nil
    }

    private var keyVariable: String? { Self.variable(parameters?[member: "api_key"]?.value) }

    /// - Throws: why it has no key that can be imported.
    func key(at origin: KeyOrigin) throws(SkipReason) -> FoundKey {
        guard let type else { throw .unsupportedModel }
        guard let written = parameters?[member: "api_key"]?.value else { throw .noKey }
        let address = parameters?[member: "api_base"]?.value ?? parameters?[member: "base_url"]?.value
        let fromVariable = keyVariable.flatMap { KeyVariable($0) }
        let name: FoundKey.NameSource =
            if let fromVariable, fromVariable.purpose == .key {
                .variable(fromVariable.providerName)
            } else {
                .alias(ProviderName.slug(alias ?? type.rawValue))
            }
        let baseURL: String?
        do throws(SkipReason) {
            baseURL = try address.map { text throws(SkipReason) in try resolved(text) }
        } catch {
            throw .baseURL(error.sentence)
        }
        return try FoundKey(
            type: type, key: SharedSecret(text: try resolved(written)), baseURL: baseURL, name: name, origin: origin)
    }

    /// The type, from LiteLLM's prefix or, without one, from the names of models that it takes as theirs.
    private var type: ProviderType? {
        let model = parameters?[member: "model"]?.value ?? ""
        if let provider = parameters?[member: "custom_llm_provider"]?.value { return ProviderType(rawValue: provider) }
        if let slash = model.firstIndex(of: "/") { return ProviderType(rawValue: String(model[..<slash])) }
        if model.hasPrefix("claude-") { return .anthropic }
        let isNumbered = model.hasPrefix("o") && model.dropFirst().first?.isNumber == true
        return isNumbered || model.hasPrefix("gpt-") || model.hasPrefix("chatgpt-") ? .openai : nil
    }

    /// A value, looked up where it is `os.environ/NAME`.
    private func resolved(_ text: String) throws(SkipReason) -> String {
        guard text.hasPrefix(Self.reference) else { return text }
        guard let name = Self.variable(text) else { throw .reference }
        guard let value = variables?[member: name]?.value ?? environment[name], !value.isEmpty else {
            throw .variableNotSet(name)
        }
        return value
    }

    /// The name in `os.environ/NAME`, if it can be one.
    private static func variable(_ text: String?) -> String? {
        guard let text, text.hasPrefix(reference) else { return nil }
        let name = text.dropFirst(reference.count)
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        return isName ? String(name) : nil
    }
}
