// SPDX-License-Identifier: Apache-2.0

import TrustCore

extension BulkOperation {
    var href: String { "/operations/\(id)" }

    /// `Stop 12 agents`.
    func words(providers: [ProviderID: String]) -> String {
        let agents = items.count == 1 ? "1 agent" : "\(items.count) agents"
        func name(_ id: ProviderID?) -> String { id.flatMap { providers[$0] } ?? "a provider" }
        return switch kind {
        case .start: "Start \(agents)"
        case .stop: "Stop \(agents)"
        case .restart: "Restart \(agents)"
        case .pause: "Stop everything on \(name(provider))"
        case .reassign: "Reassign \(name(provider)) to \(name(target))"
        }
    }

    func label(now: Timestamp) -> StatusLabel {
        guard let finishedAt else {
            return StatusLabel(.info, icon: "busy", "running", detail: Age.words(since: createdAt, now: now))
        }
        let (age, exact) = (Age.ago(since: finishedAt, now: now), Moment.exact(finishedAt))
        return failed == 0
            ? StatusLabel(.good, "done", detail: age, exact: exact)
            : StatusLabel(.bad, "\(failed) failed", detail: age, exact: exact)
    }
}

/// Agents > Operations.
struct OperationsPage {
    struct Row {
        var href: String
        var words: String
        var status: StatusLabel
        var done: String
        var begun: Moment

        init(_ operation: BulkOperation, providers: [ProviderID: String], now: Timestamp) {
            href = operation.href
            words = operation.words(providers: providers)
            status = operation.label(now: now)
            done = "\(operation.done) of \(operation.items.count)"
            begun = .absolute(operation.createdAt)
        }
    }
    var rows: [Row]
    var isEmpty: Bool

    init(rows: [Row]) {
        self.rows = rows
        isEmpty = rows.isEmpty
    }
}

/// Agents > Operations > an operation: what refreshes itself while there is something left to do.
struct OperationProgressPart {
    struct Row {
        var href: String
        var name: String
        var action: String
        var status: StatusLabel

        init(_ item: BulkOperation.Item) {
            href = "/agents/\(item.agent)"
            name = item.name
            action = item.action.rawValue
            switch item.status {
            case .waiting: status = StatusLabel(.quiet, "waiting")
            case .running: status = StatusLabel(.info, icon: "busy", "in progress")
            case .done: status = StatusLabel(.good, "done")
            case .failed: status = StatusLabel(.bad, "failed", detail: item.error)
            }
        }
    }
    var href: String
    var isRunning: Bool
    var status: StatusLabel
    var total: Int
    /// Done or failed.
    var settled: Int
    var words: String
    var rows: [Row]
    var hasRows: Bool

    init(_ operation: BulkOperation, now: Timestamp) {
        href = operation.href
        isRunning = !operation.isFinished
        status = operation.label(now: now)
        total = operation.items.count
        settled = operation.done + operation.failed
        let failures = operation.failed == 0 ? "" : ", \(operation.failed) failed"
        words = "\(operation.done) of \(total) done\(failures)"
        // What did not work is what somebody looks for.
        let order: [BulkOperation.Item.Status] = [.failed, .running, .waiting, .done]
        rows = order.flatMap { status in operation.items.filter { $0.status == status } }.map { Row($0) }
        hasRows = !rows.isEmpty
    }
}

struct OperationPage {
    var heading: String
    var progress: OperationProgressPart
    var begun: Moment

    init(_ operation: BulkOperation, providers: [ProviderID: String], now: Timestamp) {
        heading = operation.words(providers: providers)
        progress = OperationProgressPart(operation, now: now)
        begun = .absolute(operation.createdAt)
    }
}
