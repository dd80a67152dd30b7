// SPDX-License-Identifier: Apache-2.0
import TrustControl

/// Sign-in.
struct SignInPage {
    var banner: Banner?
    /// Where to go afterwards: a path of this site.
    var next: String?
    var email: Field
    var password: Field

    init(email: String = "", next: String? = nil, banner: Banner? = nil, errors: [String: String] = [:]) {
        self.banner = banner
        self.next = next
        self.email = Field(
            id: "email", name: "email", label: "E-mail", type: "email", value: email, autocomplete: "username",
            focused: email.isEmpty, error: errors["email"])
        password = Field(
            id: "password", name: "password", label: "Password", type: "password",
            autocomplete: "current-password", focused: !email.isEmpty, error: errors["password"])
    }

    /// A path of this site to go to after sign-in, or `nil` for anything that could lead elsewhere.
    static func safePath(_ path: String?) -> String? {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 512,
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return path
    }
}

/// The first owner.
struct SetupPage {
    /// What was typed, but for the secrets.
    struct Typed: Equatable {
        var organization = ""
        var name = ""
        var email = ""
    }
    var banner: Banner?
    var token: Field
    var organization: Field
    var name: Field
    var email: Field
    var password: Field

    init(typed: Typed = Typed(), banner: Banner? = nil, errors: [String: String] = [:]) {
        self.banner = banner
        token = Field(
            id: "token", name: "token", label: "One-time token", type: "password",
            hint: "The server printed it when it started.", focused: true, mono: true, error: errors["token"])
        organization = Field(
            id: "organization", name: "organization", label: "Organization", value: typed.organization,
            placeholder: "Example Inc.", autocomplete: "organization", error: errors["organization"])
        name = Field(
            id: "name", name: "name", label: "Your name", value: typed.name, autocomplete: "name",
            error: errors["name"])
        email = Field(
            id: "email", name: "email", label: "E-mail", type: "email", value: typed.email, autocomplete: "username",
            error: errors["email"])
        password = Field(
            id: "password", name: "password", label: "Password", type: "password",
            hint: PasswordRule.hint, autocomplete: "new-password", error: errors["password"])
    }
}

/// A page that says why there is nothing to do here.
struct ClosedPage {
    var heading: String
    var words: String
    var link: Link?
}
