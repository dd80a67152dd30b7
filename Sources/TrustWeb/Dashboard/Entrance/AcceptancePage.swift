// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

/// What somebody with a link fills in.
struct AcceptancePage {
    var banner: Banner?
    var organization: String
    var email: String
    var role: String
    /// What somebody with the role may do.
    var words: String
    /// The link's own token, which the form hands back: it is in the address already.
    var token: String
    var name: Field
    var password: Field

    init(
        _ invitation: Invitation, organization: String, token: String, name: String = "", banner: Banner? = nil,
        errors: [String: String] = [:]
    ) {
        self.banner = banner
        self.organization = organization
        email = invitation.email
        role = invitation.role.title
        words = invitation.role.words
        self.token = token
        self.name = Field(
            id: "name", name: "name", label: "Your name", value: name, autocomplete: "name", focused: true,
            error: errors["name"])
        password = Field(
            id: "password", name: "password", label: "Password", type: "password", hint: PasswordRule.hint,
            autocomplete: "new-password", error: errors["password"])
    }
}
