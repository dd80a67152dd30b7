// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The result of a command on standard output: as text, or as the API's JSON.
struct Output {
    let isJSON: Bool

    /// Prints `answer` as JSON, or the lines that `text` makes of it.
    func show<Value>(_ answer: Answer<Value>, as text: (Value) -> [String]) throws {
        guard isJSON else {
            for line in text(answer.value) { print(line) }
            return
        }
        try show(answer.json)
    }

    /// A table; where there is nothing to show, a sentence beside the result, so that scripts read nothing.
    func show<Item>(_ answer: Answer<[Item]>, empty: String, as table: ([Item]) -> Table) throws {
        guard isJSON || !answer.value.isEmpty else { return StandardError.line(empty) }
        try show(answer) { table($0).lines }
    }

    /// A text that is a result of its own; with `--json`, the answer around it.
    func show<Value>(_ answer: Answer<Value>, text: (Value) -> String) throws {
        guard !isJSON else { return try show(answer.json) }
        let text = Terminal.raw(text(answer.value))
        print(text, terminator: text.isEmpty || text.hasSuffix("\n") ? "" : "\n")
    }

    /// A sentence about what was done; with `--json`, `json` instead.
    func done(_ sentence: String, json: JSONValue) throws {
        guard isJSON else { return print(Terminal.safe(sentence)) }
        try show(json)
    }

    private func show(_ json: JSONValue) throws {
        print(try json.indented())
    }
}

extension ConnectionOptions {
    var output: Output { Output(isJSON: json) }
}
