// SPDX-License-Identifier: Apache-2.0

/// The question before something is destroyed; or, where it is in use, the explanation why not.
struct Confirmation: Equatable {
    /// The name that has to be typed.
    struct Typed: Equatable {
        var name: String
        var error: String?
    }
    /// What the question is about, word for word, and the version of what it was taken from: the answer is to this and
    /// to nothing that came later.
    struct Quote: Equatable {
        var text: String
        var version: String
    }
    struct Group: Equatable {
        var label: String
        var links: [Link]
    }
    struct Blocked: Equatable {
        var words: String
        var groups: [Group]
        /// What can be done about it.
        var ways: [Link] = []
    }
    var title: String
    var consequences: [String]
    var quote: Quote?
    var typed: Typed?
    var blocked: Blocked?
    var action: String
    var verb: String
    var cancel: String

    init(
        title: String, consequences: [String], quote: Quote? = nil, typed: Typed? = nil, blocked: Blocked? = nil,
        action: String, verb: String, cancel: String
    ) {
        self.title = title
        self.consequences = consequences
        self.quote = quote
        self.typed = typed
        self.blocked = blocked
        self.action = action
        self.verb = verb
        self.cancel = cancel
    }
}

/// A page instead of the one that was asked for.
struct Problem: Equatable {
    var heading: String
    var words: String
    var icon: String
    var link: Link
}
