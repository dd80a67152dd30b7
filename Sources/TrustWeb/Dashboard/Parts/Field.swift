// SPDX-License-Identifier: Apache-2.0

/// One field of a form, with what is to say about it beside it.
struct Field: Equatable {
    var id: String
    var name: String
    var label: String
    /// Beside the label: `optional`.
    var note: String?
    var type: String
    var value: String?
    var placeholder: String?
    var hint: String?
    var autocomplete: String?
    var inputMode: String?
    var required: Bool
    var focused: Bool
    var mono: Bool
    var short: Bool
    /// Filled by the page until someone types.
    var suggested: Bool
    var secret: Bool
    var trimNote: String?
    var error: String?
    var invalid: Bool
    var describedBy: String?

    init(
        id: String, name: String, label: String, note: String? = nil, type: String = "text", value: String? = nil,
        placeholder: String? = nil, hint: String? = nil, autocomplete: String? = "off", inputMode: String? = nil,
        required: Bool = true, focused: Bool = false, mono: Bool = false, short: Bool = false,
        suggested: Bool = false, trimNote: String? = nil, error: String? = nil
    ) {
        self.id = id
        self.name = name
        self.label = label
        self.note = note ?? (required ? nil : "optional")
        self.type = type
        self.value = value
        self.placeholder = placeholder
        self.hint = hint
        self.autocomplete = autocomplete
        self.inputMode = inputMode
        self.required = required
        self.focused = focused
        self.mono = mono
        self.short = short
        self.suggested = suggested
        secret = type == "password"
        self.trimNote = trimNote
        self.error = error
        invalid = error != nil
        let ids = [error.map { _ in "\(id)-error" }, hint.map { _ in "\(id)-hint" }].compactMap { $0 }
        describedBy = ids.isEmpty ? nil : ids.joined(separator: " ")
    }
}

/// A choice of a list or of radio cards.
struct Choice: Equatable {
    var value: String
    var name: String
    var words: String
    var checked: Bool
}

/// An entry of a select.
struct Option: Equatable {
    var value: String
    var label: String
    /// The provider's type, which decides what models are offered; empty elsewhere.
    var type: String
    var selected: Bool

    init(value: String, label: String, type: String = "", selected: Bool) {
        self.value = value
        self.label = label
        self.type = type
        self.selected = selected
    }
}
