// SPDX-License-Identifier: Apache-2.0

/// Why an entry of a file is not imported.
package enum SkipReason: Error, Sendable, Hashable {
    case empty
    case notAKey
    /// The value is made of other variables.
    case reference
    /// The value is the path of a file.
    case namesFile
    case azure
    /// A key under a name that says nothing of its provider.
    case unknownVariable
    /// The same variable is set again, on this line.
    case setAgain(line: Int)
    case unreadable
    case baseURL(String)
    case unsupportedModel
    case noKey
    /// The variable that should hold the key.
    case variableNotSet(String)
    case unknownPlace
    /// In a comment, say.
    case unreadPlace
    case unknownType
    case fieldCount
    case noName
    case keyAsText

    /// A short code for programs.
    package var code: String {
        switch self {
        case .empty: "empty"
        case .notAKey: "not_a_key"
        case .reference: "reference"
        case .namesFile: "names_file"
        case .azure: "azure"
        case .unknownVariable: "unknown_variable"
        case .setAgain: "set_again"
        case .unreadable: "unreadable"
        case .baseURL: "base_url"
        case .unsupportedModel: "unsupported_model"
        case .noKey: "no_key"
        case .variableNotSet: "variable_not_set"
        case .unknownPlace: "unknown_place"
        case .unreadPlace: "unread_place"
        case .unknownType: "unknown_type"
        case .fieldCount: "field_count"
        case .noName: "no_name"
        case .keyAsText: "key_as_text"
        }
    }

    /// A sentence for people.
    package var sentence: String {
        switch self {
        case .empty: "It is empty."
        case .notAKey: "This can't be a key: keys are 8 to 8192 printable characters without spaces."
        case .reference: "It is made of other variables; only plain values are read."
        case .namesFile: "It names a file; give that file's key to `ag2trust provider add --key-file`."
        case .azure: "Azure's keys are not OpenAI's."
        case .unknownVariable: "It looks like a key, but its name does not say whose: use `ag2trust provider add`."
        case .setAgain(let line): "It is set again on line \(line), and that counts."
        case .unreadable: "It can't be read: expected is NAME=value, on one line or in quotes."
        case .baseURL(let reason): "Its base URL can't be used. \(reason)"
        case .unsupportedModel: "Its model is neither OpenAI's nor Anthropic's."
        case .noKey: "It has no api_key: it is taken from where LiteLLM runs."
        case .variableNotSet(let name): "\(name) is not set here."
        case .unknownPlace: "It looks like a key, but it is no model's: use `ag2trust provider add`."
        case .unreadPlace: "It looks like a key, and stands where none is read, such as in a comment."
        case .unknownType: "Its type is neither openai nor anthropic."
        case .fieldCount: "It has more or fewer fields than the header."
        case .noName: "It has no name."
        case .keyAsText: "A key seems to stand in another column than api_key."
        }
    }
}

/// An entry that is not imported.
package struct SkippedEntry: Sendable, Hashable {
    /// A variable's or a model's name; `nil` where it has none that may be shown.
    package let name: String?
    package let origin: KeyOrigin
    package let reason: SkipReason
    /// Whether a key may stand there, so that the file is still needed.
    package let mayHoldKey: Bool
}
