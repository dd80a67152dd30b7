// SPDX-License-Identifier: Apache-2.0
import TrustCore
import TrustDeclare

/// A plan in words, and what became of it.
struct PlanReport {
    private let plan: Plan
    /// One for each step that was tried; `nil` for what went well.
    private var failures: [Int: CommandError] = [:]
    private let isDone: Bool

    /// Of a plan that is only shown.
    init(_ plan: Plan) {
        self.plan = plan
        isDone = false
    }

    /// Of a plan that was carried out.
    init(_ plan: Plan, failures: [Int: CommandError]) {
        self.plan = plan
        self.failures = failures
        isDone = true
    }

    /// For people: a line a step with what changes under it.
    var lines: [String] {
        plan.steps.enumerated().flatMap { index, step in
            let failed = failures[index] != nil
            let title = step.kind.title(Terminal.safe(step.name)) + ": "
            let colour: Terminal.Colour? = failed ? .bad : step.action == .none ? .dim : .good
            let word = failed ? "failed" : isDone ? step.done : step.planned
            return [title + Terminal.coloured(word, colour)]
                + (step.action == .none ? [] : step.changes.flatMap(Self.lines))
        }
    }

    /// What is left as it is, said beside the result.
    var remark: String? {
        guard !plan.undeclared.isEmpty else { return nil }
        let names = plan.undeclared.prefix(10).map { "\($0.kind.noun) \($0.name)" }
        let more = plan.undeclared.count > 10 ? ", …" : ""
        return "Not declared, and left as they are: \(names.joined(separator: ", "))\(more)."
    }

    /// For programs.
    var json: JSONValue {
        .object([
            "different": .bool(plan.isDifferent), "applied": .bool(isDone),
            "steps": .array(
                plan.steps.enumerated().map { index, step in
                    .object([
                        "kind": .string(step.kind.rawValue), "name": .string(step.name),
                        "action": .string(step.word),
                        "changes": .array(
                            step.changes.map { change in
                                .object([
                                    "field": .string(change.field.name), "from": change.from, "to": change.to,
                                ])
                            }),
                        "error": failures[index].map { .string($0.message) } ?? .null,
                        "error_code": failures[index]?.code.map { .string($0.rawValue) } ?? .null,
                    ])
                }),
            "undeclared": .array(
                plan.undeclared.map { .object(["kind": .string($0.kind.rawValue), "name": .string($0.name)]) }),
        ])
    }

    private static func lines(_ change: FieldChange) -> [String] {
        let from = text(change.from)
        let to = text(change.to)
        guard from.contains("\n") || to.contains("\n") else {
            let value = change.from == .null ? to : "\(from) → \(to)"
            return ["  \(change.field.name): \(Terminal.safe(value))"]
        }
        return ["  \(change.field.name):"] + lineDifference(from, to)
    }

    /// The lines that go and come, in their order.
    private static func lineDifference(_ from: String, _ to: String) -> [String] {
        let old = from.split(separator: "\n", omittingEmptySubsequences: false)
        let new = to.split(separator: "\n", omittingEmptySubsequences: false)
        let difference = new.difference(from: old)
        let removed = Set(difference.removals.map { if case .remove(let offset, _, _) = $0 { offset } else { -1 } })
        let added = Set(difference.insertions.map { if case .insert(let offset, _, _) = $0 { offset } else { -1 } })
        var lines: [String] = []
        var next = 0
        for (index, line) in old.enumerated() {
            if removed.contains(index) {
                lines.append("    - " + Terminal.safe(String(line)))
                continue
            }
            while added.contains(next) {
                lines.append("    + " + Terminal.safe(String(new[next])))
                next += 1
            }
            next += 1
        }
        lines += new.indices.dropFirst(next).map { "    + " + Terminal.safe(String(new[$0])) }
        return lines
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "–"
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let value): String(value)
        case .array(let values): values.map(text).joined(separator: ", ")
        case .object(let values):
            values.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }.joined(separator: " ")
        }
    }
}

extension Plan.Step {
    /// The action for programs.
    fileprivate var word: String {
        switch action {
        case .create: "create"
        case .update: "update"
        case .start: "start"
        case .stop: "stop"
        case .none: "none"
        }
    }

    fileprivate var planned: String {
        switch action {
        case .create: "would be made"
        case .update: "would change"
        case .start: "would be started"
        case .stop: "would be stopped"
        case .none: "as declared"
        }
    }

    fileprivate var done: String {
        switch action {
        case .create: "made"
        case .update: "changed"
        case .start: "started"
        case .stop: "stopped"
        case .none: "as declared"
        }
    }
}
