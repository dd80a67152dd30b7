// SPDX-License-Identifier: Apache-2.0
private import TrustCore

/// Why a request's body can't be taken. Safe to show.
package struct RequestScanError: Error, Equatable, Sendable {
    package enum Reason: Sendable, Hashable {
        /// Not one JSON object, or deeper than 64.
        case notAnObject, tooDeep
        /// A field that decides something occurs twice.
        case duplicate(String)
        /// `model` is not there, or not a string of 1 to `RequestScan.modelLengthLimit` bytes.
        case noModel, badModel
        /// The field has a value of the wrong kind.
        case badValue(String)
    }
    package let reason: Reason

    /// One sentence for the caller.
    package var message: String {
        switch reason {
        case .notAnObject: "The body must be one JSON object."
        case .tooDeep: "The body is nested too deeply."
        case .duplicate(let field): "The field '\(field)' occurs more than once."
        case .noModel: "The body must name a model."
        case .badModel: "The field 'model' must be a string of 1 to \(RequestScan.modelLengthLimit) bytes."
        case .badValue(let field): "The field '\(field)' has a value of the wrong kind."
        }
    }
}

/// What the gateway needs to know of a request's body, found in one pass, with the places where a change is spliced in.
/// Everything else in the body stays as it came.
package struct RequestScan: Sendable, Hashable {
    /// Longer names are refused: they would not fit a slot of the spool.
    package static let modelLengthLimit = 144

    /// Whether a name can be a model's, a caller's or a provider's: 1 to `modelLengthLimit` bytes, none of them a
    /// control character. A store takes no other.
    package static func isModelName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= modelLengthLimit && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }

    /// The model's name, escapes resolved.
    package var model: String
    /// Where the model's value stands, quotes included.
    package var modelRange: Range<Int>
    package var streams: Bool
    /// `max_completion_tokens` where it is there, else `max_tokens`.
    package var maxTokens: Int64?
    /// What `stream_options.include_usage` says; `nil` where it is not there.
    package var includesUsage: Bool?
    /// Just after the body's opening brace, where a member can be put.
    private var firstMember: Int
    private var streamOptions: Range<Int>?
    private var includeUsageRange: Range<Int>?
    private var streamOptionsIsEmpty = true

    /// Scans a body.
    /// - Throws: `RequestScanError` where it is not one JSON object, or a field that decides something is missing,
    ///   doubled or of the wrong kind.
    package init(_ bytes: UnsafeRawBufferPointer) throws(RequestScanError) {
        var scanner = unsafe JSONScanner(bytes)
        var fields = Fields()
        do throws(JSONScanner.Failure) {
            let hasMembers = try scanner.openObject()
            fields.firstMember = scanner.position
            if hasMembers {
                repeat {
                    let key = try scanner.key()
                    fields.note(key: key, value: try scanner.skipValue(), in: scanner)
                } while try scanner.nextMember()
            }
            try scanner.finish()
        } catch {
            if case .tooDeep = error { throw RequestScanError(reason: .tooDeep) }
            throw RequestScanError(reason: .notAnObject)
        }
        if let field = fields.duplicate { throw RequestScanError(reason: .duplicate(field)) }

        guard let modelRange = fields.model else { throw RequestScanError(reason: .noModel) }
        guard modelRange.count <= 6 * Self.modelLengthLimit, let model = scanner.stringValue(modelRange),
            Self.isModelName(model)
        else { throw RequestScanError(reason: .badModel) }
        self.model = model
        self.modelRange = modelRange
        firstMember = fields.firstMember

        streams = false
        if let value = fields.stream, !scanner.isNull(value) {
            guard let flag = scanner.boolValue(value) else { throw RequestScanError(reason: .badValue("stream")) }
            streams = flag
        }
        maxTokens = (fields.maxCompletionTokens ?? fields.maxTokens).flatMap { scanner.integerValue($0) }
        streamOptions = fields.streamOptions
        if let value = fields.streamOptions, scanner.isObject(value) {
            try readStreamOptions(scanner.scanner(at: value))
        } else if let value = fields.streamOptions, !scanner.isNull(value) {
            throw RequestScanError(reason: .badValue("stream_options"))
        }
    }

    private mutating func readStreamOptions(_ scanner: JSONScanner) throws(RequestScanError) {
        var scanner = scanner
        do throws(JSONScanner.Failure) {
            guard try scanner.openObject() else { return }
            streamOptionsIsEmpty = false
            repeat {
                let key = try scanner.key()
                let value = try scanner.skipValue()
                guard scanner.text(key, equals: "include_usage") else { continue }
                guard includeUsageRange == nil else {
                    throw JSONScanner.Failure.malformed(at: key.lowerBound)
                }
                includeUsageRange = value
                includesUsage = scanner.boolValue(value)
            } while try scanner.nextMember()
        } catch {
            // Its syntax was checked by the first pass: what is left is a doubled field.
            throw RequestScanError(reason: .duplicate("include_usage"))
        }
    }

    /// The change that makes an OpenAI stream report its usage; `nil` where the caller asked for that already.
    package var includeUsageSplice: Splice? {
        if includesUsage == true { return nil }
        if let range = includeUsageRange { return Splice(range: range, replacement: "true") }
        guard let streamOptions else {
            return Splice(
                range: firstMember..<firstMember, replacement: #""stream_options":{"include_usage":true},"#)
        }
        // A `null` is replaced, an object gets one more member, as its first.
        guard streamOptions.count != 4 || !streamOptionsIsEmpty else {
            return Splice(range: streamOptions, replacement: #"{"include_usage":true}"#)
        }
        return Splice(
            range: streamOptions.lowerBound..<streamOptions.lowerBound + 1,
            replacement: #"{"include_usage":true"# + (streamOptionsIsEmpty ? "" : ","))
    }

    /// The change that names another model.
    package func modelSplice(_ name: String) -> Splice {
        Splice(range: modelRange, replacement: JSONText.quoted(name))
    }
}

/// A change to a body: the bytes of `range` give way to `replacement`.
package struct Splice: Sendable, Hashable {
    package var range: Range<Int>
    package var replacement: String
    package init(range: Range<Int>, replacement: String) {
        self.range = range
        self.replacement = replacement
    }
}

/// The members that the scan looks for.
private struct Fields {
    var firstMember = 0
    var model: Range<Int>?
    var stream: Range<Int>?
    var maxTokens: Range<Int>?
    var maxCompletionTokens: Range<Int>?
    var streamOptions: Range<Int>?
    var duplicate: String?

    mutating func note(key: Range<Int>, value: Range<Int>, in scanner: JSONScanner) {
        // None of the names is shorter than `model`; escapes only make a name longer.
        guard key.count >= 5 else { return }
        if scanner.text(key, equals: "model") {
            if Self.isSecond(&model, value) { duplicate = "model" }
        } else if scanner.text(key, equals: "stream") {
            if Self.isSecond(&stream, value) { duplicate = "stream" }
        } else if scanner.text(key, equals: "max_tokens") {
            if Self.isSecond(&maxTokens, value) { duplicate = "max_tokens" }
        } else if scanner.text(key, equals: "max_completion_tokens") {
            if Self.isSecond(&maxCompletionTokens, value) { duplicate = "max_completion_tokens" }
        } else if scanner.text(key, equals: "stream_options") {
            if Self.isSecond(&streamOptions, value) { duplicate = "stream_options" }
        }
    }

    /// Notes a field. - Returns: whether it had been there before.
    private static func isSecond(_ field: inout Range<Int>?, _ value: Range<Int>) -> Bool {
        defer { field = value }
        return field != nil
    }
}
