// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustCore

/// The form of something that somebody else has edited meanwhile: both versions, and what saving again would do.
struct EditConflict {
    /// The form's hidden field: which version was on the page.
    static let field = "version"

    /// What a form demands; a page of before there were versions demands nothing.
    static func precondition(of form: Form) -> Precondition {
        let version = form.text(field)
        return version.isEmpty ? .none : Precondition(versions: [RecordVersion(version)])
    }

    /// Fields whose saved value is another than the typed one.
    private var differences: [String] = []

    /// - Parameters:
    ///   - label: the field's.
    ///   - saved: what is stored now.
    ///   - typed: what stands in the form.
    mutating func compare(_ label: String, saved: String, typed: String) {
        // Browsers send their own line ends.
        let (saved, typed) = (saved.replacing("\r\n", with: "\n"), typed.replacing("\r\n", with: "\n"))
        guard saved != typed else { return }
        differences.append("\(label): saved is \(Self.shown(saved)), yours is \(Self.shown(typed)).")
    }

    /// What to say above the form.
    var banner: Banner {
        Banner(
            .bad, "Somebody else has changed this while you were editing.",
            body: differences.isEmpty
                ? "What is saved now is what you typed."
                : "Nothing of yours is saved yet. Saving again puts yours in the place of theirs.",
            advice: differences)
    }

    private static func shown(_ text: String) -> String {
        if text.isEmpty { return "empty" }
        return text.count > 200 ? "“\(text.prefix(200))…”" : "“\(text)”"
    }
}

extension FormRefusal {
    /// The refusal of a form that was filled in from a version that is not the newest any more.
    init(_ conflict: EditConflict) {
        errors = [:]
        banner = conflict.banner
        code = .preconditionFailed
        details = [:]
        status = .conflict
    }
}
