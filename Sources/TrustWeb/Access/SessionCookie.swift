// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

/// The session's cookie. Under TLS its name binds it to this very host, by the browser's own rule.
struct SessionCookie: Sendable {
    let usesTLS: Bool

    var name: String { usesTLS ? "__Host-ag2trust" : "ag2trust" }

    /// The `Set-Cookie` value that signs a browser in. It is a header, so a copy of the token lives in a string.
    func set(token: borrowing SecretBytes) -> String {
        let value = token.withBytes { String(decoding: $0, as: UTF8.self) }
        return "\(name)=\(value); Max-Age=\(SessionService.lifetime); \(attributes)"
    }

    /// The `Set-Cookie` value that signs a browser out.
    var clear: String { "\(name)=; Max-Age=0; \(attributes)" }

    // Strict: a link from elsewhere opens the sign-in page at worst, and no request from elsewhere is signed in.
    private var attributes: String { "Path=/; HttpOnly; SameSite=Strict\(usesTLS ? "; Secure" : "")" }

    /// Every value that a request has under the name: more than one is somebody's trick.
    func values(in request: Request) -> [Substring] {
        request.headers[values: .cookie].flatMap { header in
            header.split(separator: ";").compactMap { pair -> Substring? in
                let pair = pair.drop { $0 == " " || $0 == "\t" }
                guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { return nil }
                return pair[pair.index(after: equals)...]
            }
        }
    }
}
