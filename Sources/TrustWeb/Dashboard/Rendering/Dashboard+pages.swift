// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import TrustControl
import TrustCore

/// Which page it is.
struct View {
    /// The place in the rail that is marked.
    var place: Place?
    var title: String
    var template: TemplateName
}

extension Dashboard {
    /// A page within the frame.
    func page<Page>(
        _ page: Page, _ view: View, _ request: Request, _ context: ControlContext,
        status: HTTPResponse.Status = .ok, flash: Banner? = nil
    ) async throws -> Response {
        let signedIn = try context.session
        let session = try await control.sessions.show(signedIn)
        let rail = Place.rail(marking: view.place, for: signedIn.caller)
        let notice = request.uri.queryParameters["done"].flatMap { Notice(rawValue: String($0)) }
        let frame = Frame(
            title: view.title, organization: session.organization.name, userName: session.user.name,
            userEmail: session.user.email, userInitials: initials(of: session.user.name),
            role: session.role.title, pages: rail.pages, settings: rail.settings, flash: flash ?? notice?.banner,
            commands: CommandsPart(request, origin: request.origin(in: context)))
        let screen = Screen(
            frame: frame, page: page, csrf: signedIn.session.csrfToken, assets: files.version,
            hasHTMX: files.hasHTMX)
        return .html(templates.render(screen, with: view.template), status: status)
    }

    /// A page for people who are not signed in.
    func entrance<Page>(
        _ page: Page, _ template: TemplateName, title: String, status: HTTPResponse.Status = .ok
    ) -> Response {
        let screen = EntranceScreen(title: title, page: page, csrf: "", assets: files.version)
        return .html(templates.render(screen, with: template), status: status)
    }

    /// Part of a page, for htmx, with words that the page says once beside it.
    func fragment<Page>(
        _ page: Page, _ name: FragmentName, _ context: ControlContext, notice: String? = nil
    ) throws -> Response {
        let screen = FragmentScreen(
            partial: name.rawValue, page: page, csrf: try context.session.session.csrfToken, assets: files.version)
        return .fragment(
            templates.render(screen, with: .fragment), header: notice.map { ("HX-Trigger", Self.trigger($0)) })
    }

    /// A question: in a dialog where htmx asks, else a page.
    func question(
        _ question: Confirmation, place: Place, _ request: Request, _ context: ControlContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        if request.isFragment { return try fragment(question, .confirmation, context) }
        let view = View(place: place, title: question.title, template: .confirmation)
        return try await page(question, view, request, context, status: status)
    }

    /// An event with its words, as a header: JSON in ASCII.
    static func trigger(_ words: String) -> String {
        let escaped = words.utf16.map { unit in
            (0x20..<0x7f).contains(unit) && unit != 0x22 && unit != 0x5c
                ? String(UnicodeScalar(UInt8(unit)))
                : "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
        }
        return "{\"notice\":\"\(escaped.joined())\"}"
    }
}

/// What a page says about the step before it: a closed list, so that an address can't put words into a page.
enum Notice: String, CaseIterable {
    case setUp = "set-up"
    case providerAdded = "provider-added"
    case providerChanged = "provider-changed"
    case policyChanged = "policy-changed"
    case providerResumed = "provider-resumed"
    case providerDeleted = "provider-deleted"
    case agentTypeCreated = "agent-type-created"
    case agentTypeChanged = "agent-type-changed"
    case agentTypeDeleted = "agent-type-deleted"
    case commandApproved = "command-approved"
    case commandDisapproved = "command-disapproved"
    case agentCreated = "agent-created"
    case agentChanged = "agent-changed"
    case agentDeleted = "agent-deleted"
    case keyRevoked = "key-revoked"
    case webhookChanged = "webhook-changed"
    case webhookTested = "webhook-tested"
    case webhookRemoved = "webhook-removed"
    case roleChanged = "role-changed"
    case userRemoved = "user-removed"
    case invitationRevoked = "invitation-revoked"
    case limitChanged = "limit-changed"

    var banner: Banner {
        switch self {
        case .setUp: Banner(.good, "Your organization is set up.")
        case .providerAdded: Banner(.good, "The provider is saved; its key is encrypted.")
        case .providerChanged: Banner(.good, "The provider is changed.")
        case .policyChanged:
            Banner(
                .good, "The use policy is changed.", body: "Running agents keep what they have until they stop.")
        case .providerResumed: Banner(.good, "Agents may be started on it again.")
        case .providerDeleted: Banner(.good, "The provider is deleted, and its key destroyed.")
        case .agentTypeCreated: Banner(.good, "The agent type is created.")
        case .agentTypeChanged:
            Banner(.good, "The agent type is changed.", body: "Running agents follow at their next start.")
        case .agentTypeDeleted: Banner(.good, "The agent type is deleted.")
        case .commandApproved: Banner(.good, "The command is approved as it is now.")
        case .commandDisapproved:
            Banner(.good, "The approval is taken away.", body: "Running agents go on until they stop.")
        case .agentCreated: Banner(.good, "The agent is created.")
        case .agentChanged: Banner(.good, "The agent is changed.")
        case .agentDeleted: Banner(.good, "The agent is deleted.")
        case .keyRevoked: Banner(.good, "The API key is revoked.")
        case .webhookChanged: Banner(.good, "The webhook’s address is changed.")
        case .webhookTested: Banner(.info, "A test is on its way. What comes of it stands below.")
        case .webhookRemoved: Banner(.good, "The webhook is removed, and its secret destroyed.")
        case .roleChanged: Banner(.good, "The role is changed, and counts already.")
        case .userRemoved: Banner(.good, "They are out, and signed out everywhere.")
        case .limitChanged: Banner(.good, "The limit is changed, and counts already.")
        case .invitationRevoked: Banner(.good, "The invitation is taken back.")
        }
    }
}

extension Response {
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// An answer to htmx, with at most one header of its.
    static func fragment(
        _ text: String, status: HTTPResponse.Status = .ok, header: (name: String, value: String)? = nil
    ) -> Response {
        var response = html(text, status: status)
        if let header { response.headers[.name(header.name)] = header.value }
        return response
    }

    /// After a form: the page to read it on.
    static func seeOther(_ path: String, _ notice: Notice? = nil) -> Response {
        let query = notice.map { "?done=\($0.rawValue)" } ?? ""
        return Response(status: .seeOther, headers: [.location: path + query])
    }
}

extension Request {
    /// Whether htmx asks, so that part of a page is wanted.
    var isFragment: Bool { headers[.name("HX-Request")] == "true" }
}
