// SPDX-License-Identifier: Apache-2.0
import Hummingbird

/// What every answer tells the browser to refuse.
enum SecurityHeaders {
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "img-src 'self' data:",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let fixed: [(HTTPFields.Element.Name, String)] = [
        (.name("Content-Security-Policy"), policy),
        (.name("X-Content-Type-Options"), "nosniff"),
        // Not `no-referrer`: with that, browsers send "Origin: null" with our own forms.
        (.name("Referrer-Policy"), "same-origin"),
        (.name("X-Frame-Options"), "DENY"),
        (.name("Cross-Origin-Opener-Policy"), "same-origin"),
        (.name("Cross-Origin-Resource-Policy"), "same-origin"),
        (.name("Permissions-Policy"), "camera=(), geolocation=(), microphone=()"),
    ]

    static func write(into response: inout Response, usesTLS: Bool) {
        for (name, value) in fixed { response.headers[name] = value }
        if usesTLS { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        // Static files name their own.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}
