// SPDX-License-Identifier: Apache-2.0
import TrustCore

extension Note {
    static let email = Note.text(Bounds.email, "Read without regard to case.").example("olive@example.org")
    static let name = Note.text(Bounds.name)
}

extension SetupRequest: Annotated {
    package static var notes: [CodingKeys: Note] { [.organization: .name, .email: .email, .name: .name] }
}

extension SessionRequest: Annotated {
    package static var notes: [CodingKeys: Note] { [.email: "Read without regard to case."] }
}

extension SessionResponse: Annotated {
    package static var notes: [CodingKeys: Note] { [.token: "Shown to the answer of the sign-in only."] }
}

extension CreateInvitationRequest: Annotated {
    package static var notes: [CodingKeys: Note] { [.email: .email, .role: "Never above the inviter's own."] }
}

extension InvitationResponse: Annotated {
    package static var notes: [CodingKeys: Note] { [.link: .format("uri", "Shown once, where it is made.")] }
}

extension AcceptInvitationRequest: Annotated {
    package static var notes: [CodingKeys: Note] { [.name: .name] }
}

extension UpdateUserRequest: Annotated {
    package static var notes: [CodingKeys: Note] { [.role: "Never above the caller's own."] }
}

extension MemberResponse: Annotated {
    package static var notes: [CodingKeys: Note] { [.lastActiveAt: "When they signed in last."] }
}

extension CreateAPIKeyRequest: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .name: .name, .role: "`member` is the default; never above the maker's own.",
            .readOnly: "`true` for a key that can change nothing and ask nothing.",
            .endpoints: .list(
                atMost: Bounds.keyEndpoints.upperBound, "Slugs of endpoints: it can ask these and do nothing else."),
            .expiresIn: .integer(Bounds.keyLifetime, "Seconds after which it ends; it does not where this is missing."),
        ]
    }
}

extension APIKeyResponse: Annotated {
    package static var notes: [CodingKeys: Note] { [.key: "Shown once, where it is made."] }
}
