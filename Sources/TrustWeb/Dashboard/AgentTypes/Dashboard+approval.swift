// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension Dashboard {
    func registerApproval(on routes: AccessRoutes) {
        let path = "/agent-types/:id"
        routes.get("\(path)/approve", requires: .permission(.approveCommands)) { request, context in
            try await askForApproval(request, context)
        }
        routes.post("\(path)/approve", requires: .permission(.approveCommands)) { request, context in
            let form = try context.form(request, [EditConflict.field])
            do {
                let view = try await control.agentTypes.approve(
                    context.caller, context.id("id", "agent type"),
                    when: Precondition(versions: [RecordVersion(form.text(EditConflict.field))]))
                return .seeOther(view.type.href, .commandApproved)
            } catch let error as any PresentableError where error.errorCode == .preconditionFailed {
                // What has been read is not what would be approved: the question is asked anew.
                return try await askForApproval(request, context, again: true)
            }
        }
        routes.get("\(path)/disapprove", requires: .permission(.approveCommands)) { request, context in
            let type = try await control.agentTypes.show(context.caller, context.id("id", "agent type")).type
            return try await question(.disapproving(type), place: .agentTypes, request, context)
        }
        routes.post("\(path)/disapprove", requires: .permission(.approveCommands)) { request, context in
            _ = try context.form(request, [])
            let view = try await control.agentTypes.disapprove(context.caller, context.id("id", "agent type"))
            return .seeOther(view.type.href, .commandDisapproved)
        }
    }

    private func askForApproval(
        _ request: Request, _ context: ControlContext, again: Bool = false
    ) async throws -> Response {
        let type = try await control.agentTypes.show(context.caller, context.id("id", "agent type")).type
        guard type.needsApproval else { return .seeOther(type.href) }
        return try await question(
            .approving(type, again: again), place: .agentTypes, request, context, status: again ? .conflict : .ok)
    }
}

extension Confirmation {
    /// The question before a type's own command may hold a key; asked again where the type has changed since it was read.
    static func approving(_ type: AgentType, again: Bool = false) -> Confirmation {
        Confirmation(
            title: "Approve the command of \(type.name)?",
            consequences: (again ? ["It has changed since you read it: this is how it is now."] : []) + [
                "Its agents get the provider’s key itself, in their environment.",
                "The program can do with it what it likes: read it first.",
                "A change of the command or the delivery takes the approval away.",
            ],
            quote: Quote(text: type.commandLine, version: type.version.text), action: type.href + "/approve",
            verb: "Approve command", cancel: type.href)
    }

    /// The question before an approval goes.
    static func disapproving(_ type: AgentType) -> Confirmation {
        Confirmation(
            title: "Take the approval of \(type.name) away?",
            consequences: [
                "Its agents don’t start any more until somebody approves the command again.",
                "Running agents go on until they stop.",
            ],
            action: type.href + "/disapprove", verb: "Take it away", cancel: type.href)
    }
}
