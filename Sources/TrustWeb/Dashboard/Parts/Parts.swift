// SPDX-License-Identifier: Apache-2.0

/// Somewhere to go.
struct Link: Equatable {
    var href: String
    var label: String
}

/// A meaning, always shown with an icon and a word.
enum Tone: String {
    case good, warn, bad, info, quiet
}

/// A message above what it is about.
struct Banner: Equatable {
    var tone: String
    var icon: String
    var title: String
    var body: String?
    var advice: [String]
    var hasAdvice: Bool
    var action: Link?

    init(_ tone: Tone, _ title: String, body: String? = nil, advice: [String] = [], action: Link? = nil) {
        self.tone = tone.rawValue
        icon = tone == .quiet ? Tone.info.rawValue : tone.rawValue
        self.title = title
        self.body = body
        self.advice = advice
        hasAdvice = !advice.isEmpty
        self.action = action
    }
}

/// A state in words, with its icon.
struct StatusLabel: Equatable {
    struct Detail: Equatable {
        var words: String
        /// What the words round, on hover.
        var exact: String?
    }
    var tone: String
    var icon: String
    var word: String
    var detail: Detail?
    var turning: Bool

    init(_ tone: Tone, icon: String? = nil, _ word: String, detail: String? = nil, exact: String? = nil) {
        self.tone = tone.rawValue
        self.icon = icon ?? (tone == .quiet ? "rest" : tone.rawValue)
        self.word = word
        self.detail = detail.map { Detail(words: $0, exact: exact) }
        turning = icon == "busy"
    }
}

/// A figure under its name.
struct Stat: Equatable {
    var label: String
    var figure: Figure
    var note: String?

    init(_ label: String, _ figure: Figure, note: String? = nil) {
        self.label = label
        self.figure = figure
        self.note = note
    }
}

/// Where a key is: the terms and what is said of each.
struct CustodyCard: Equatable {
    struct Fact: Equatable {
        var term: String
        var words: [String]
        var links: [Link]
        var hasLinks: Bool

        init(_ term: String, _ words: String..., links: [Link] = []) {
            self.term = term
            self.words = words
            self.links = links
            hasLinks = !links.isEmpty
        }
    }
    var facts: [Fact]
    /// Sent beside another fragment, to take its place in the page by its id.
    var outOfBand = false
}
