// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What the simulator itself counted, to compare metering with.
package final class Ledger: Sendable {
    /// The calls of one model.
    package struct Entry: Sendable, Equatable, Codable {
        /// All calls with the right key and a readable body: the four below together.
        package var calls = 0
        /// Answered in full, with usage.
        package var completed = 0
        /// Answered in full, without usage, because that was asked for.
        package var withoutUsage = 0
        /// Broken off: by a fault, or because the caller was gone.
        package var interrupted = 0
        /// Answered with an error.
        package var refused = 0
        /// Tokens of the completed calls.
        package var inputTokens = 0
        package var outputTokens = 0

        enum CodingKeys: String, CodingKey {
            case calls, completed, interrupted, refused
            case withoutUsage = "without_usage"
            case inputTokens = "input_tokens"
            case outputTokens = "output_tokens"
        }
    }

    /// How a call ended.
    enum Outcome: Sendable { case completed, withoutUsage, interrupted, refused }

    /// Names come from outside: beyond this many models the rest is counted together.
    private static let mostModels = 500
    private let entries = Mutex<[String: Entry]>([:])

    package init() {}

    /// The counts by model.
    package var byModel: [String: Entry] { entries.withLock { $0 } }

    /// The counts of all models together.
    package var total: Entry {
        byModel.values.reduce(into: Entry()) { sum, entry in
            sum.calls += entry.calls
            sum.completed += entry.completed
            sum.withoutUsage += entry.withoutUsage
            sum.interrupted += entry.interrupted
            sum.refused += entry.refused
            sum.inputTokens += entry.inputTokens
            sum.outputTokens += entry.outputTokens
        }
    }

    func record(_ outcome: Outcome, model: String, inputTokens: Int, outputTokens: Int) {
        entries.withLock { entries in
            let name = entries[model] != nil || entries.count < Self.mostModels ? model : "other"
            entries[name, default: Entry()].record(outcome, inputTokens: inputTokens, outputTokens: outputTokens)
        }
    }
}

extension Ledger.Entry {
    fileprivate mutating func record(_ outcome: Ledger.Outcome, inputTokens: Int, outputTokens: Int) {
        calls += 1
        switch outcome {
        case .completed:
            completed += 1
            self.inputTokens += inputTokens
            self.outputTokens += outputTokens
        case .withoutUsage: withoutUsage += 1
        case .interrupted: interrupted += 1
        case .refused: refused += 1
        }
    }
}
