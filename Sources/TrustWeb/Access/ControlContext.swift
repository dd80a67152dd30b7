// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
import NIOCore
package import TrustControl
package import TrustCore

/// What is known about a request beside itself.
package struct ControlContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The client's network address; forwarding headers are not believed.
    package let address: String
    package let requestID: String
    /// Whether browsers come over TLS, so that cookies can be `Secure`.
    package var usesTLS = false
    /// The origin by which people reach the server, if it is not the one that a request names.
    var publicOrigin: String?
    /// The caller, once the route's requirement is met.
    var admitted: Caller?
    /// The sign-in that the caller came by; `nil` for API keys.
    package var signedIn: SignedIn?
    /// What the route is described to take and answer; `nil` for pages.
    var operation: APIOperation?
    /// The body of a request that has one, collected.
    package var body = BodyBuffer()
    /// What handlers tell the stages around them.
    package let notes = AnswerNotes()
    /// The id of what a repeatable request makes, so that it is found again when the request comes again; `nil` for
    /// requests without a key.
    package var repetition: MessageID?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "local"
        requestID = ID<Request>.make().description
    }

    /// Who asks.
    /// - Throws: `UNAUTHENTICATED` on an open route.
    package var caller: Caller {
        get throws {
            guard let admitted else { throw ControlError(.unauthenticated, "Sign in first.") }
            return admitted
        }
    }

    /// The sign-in that the caller came by.
    /// - Throws: `UNAUTHENTICATED` where it came by an API key, or not at all.
    package var session: SignedIn {
        get throws {
            guard let signedIn else { throw ControlError(.unauthenticated, "Sign in first.") }
            return signedIn
        }
    }

    /// An id from the path.
    /// - Throws: `NOT_FOUND` for anything but a UUID, in the words for `thing`, as if there were none such.
    package func id<Entity>(_ name: String, _ thing: String) throws -> ID<Entity> {
        guard let text = parameters.get(name), let id = ID<Entity>(text) else { throw ControlError.notFound(thing) }
        return id
    }
}

extension Request {
    /// The server's own origin: the public one where there is one, or else what the request came to. Its host is one
    /// of the server's own names: requests to others are refused before.
    func origin(in context: ControlContext) -> String {
        context.publicOrigin ?? "http://\(head.authority?.lowercased() ?? "")"
    }
}
