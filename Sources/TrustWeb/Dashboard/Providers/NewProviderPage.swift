// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Add Provider, in the source document's order: type, key, name.
struct NewProviderPage {
    struct TypeChoice {
        var value: String
        var name: String
        var bestFor: String
        var mark: String
        var markClass: String
        var checked: Bool
        var suggestion: String
    }

    /// What was typed, but for the key.
    struct Typed: Equatable {
        var type: ProviderType?
        var name = ""
        var baseURL = ""
        var useCase = ""
        /// Of the label fields, by name.
        var labels: [String: String] = [:]
    }

    var trial: Banner?
    var types: [TypeChoice]
    var typeError: String?
    var baseURL: Field
    var baseURLOpen: Bool
    var key: Field
    var name: Field
    var useCase: Field
    var labelFields: LabelFields
    var labelsOpen: Bool
    var offersSaveAnyway: Bool

    /// `trial` is what trying the key found, where that kept it from being saved; `errors` are by field.
    init(
        typed: Typed? = nil, trial: KeyTrial? = nil, banner: Banner? = nil, errors: [String: String] = [:],
        takenNames: Set<String> = []
    ) {
        let selected = typed.map(\.type) ?? .openai
        self.trial = trial?.banner ?? banner
        func suggestion(_ type: ProviderType) -> String {
            let candidates =
                [type.suggestedName, "\(type.rawValue)-development"]
                + (2...99).map { "\(type.suggestedName)-\($0)" }
            return candidates.first { !takenNames.contains($0) } ?? type.suggestedName
        }
        types = ProviderType.allCases.map { type in
            TypeChoice(
                value: type.rawValue, name: type.displayName, bestFor: type.bestFor, mark: type.mark,
                markClass: type.markClass, checked: type == selected, suggestion: suggestion(type))
        }
        typeError = errors["type"]
        baseURL = Field(
            id: "provider-base-url", name: "base_url", label: "Base URL", type: "url", value: typed?.baseURL ?? "",
            placeholder: "http://127.0.0.1:9090",
            hint: "For a server that speaks the type’s dialect, without /v1. Its host must be on the operator’s list.",
            inputMode: "url", required: false, mono: true, error: errors["base_url"])
        baseURLOpen = typed?.baseURL.isEmpty == false || errors["base_url"] != nil
        key = Field(
            id: "provider-key", name: "api_key", label: "API key", type: "password", placeholder: "sk-…",
            hint: "Encrypted before it is stored, and never shown again.", mono: true,
            trimNote: "Spaces at its ends will be trimmed.",
            error: errors["api_key"] ?? (typed == nil ? nil : "Enter the key again: it was not kept."))
        name = Field(
            id: "provider-name", name: "name", label: "Name", value: typed?.name ?? suggestion(.openai),
            hint: "Tells providers apart: one for production, one for development.", suggested: typed == nil,
            error: errors["name"])
        useCase = Field(
            id: "provider-use-case", name: "use_case", label: "Use case", value: typed?.useCase ?? "",
            placeholder: "Production agents", hint: "What it is for, to tell spending apart.", required: false,
            error: errors["use_case"])
        labelFields = LabelFields(
            typed?.labels ?? [:], keys: LabelFields.keysBesideUseCase, error: errors["labels"])
        labelsOpen = typed?.labels.values.contains { !$0.isEmpty } == true || errors["labels"] != nil
        offersSaveAnyway = trial != nil
    }
}
