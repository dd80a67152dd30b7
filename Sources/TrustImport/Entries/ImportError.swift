// SPDX-License-Identifier: Apache-2.0

/// Why a whole file can't be imported; says nothing of its content but names of columns that it ought to have.
package struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case notText
        case unknownFormat
        case malformedYAML
        case noModelList
        case tooComplex
        case malformedCSV
        case noHeader
        case unknownColumn
        case repeatedColumn
        case missingColumn
    }

    package let code: Code
    package let file: String
    /// Counted from 1, where it is known.
    package let line: Int?

    init(_ code: Code, file: String, line: Int? = nil) {
        self.code = code
        self.file = file
        self.line = line
    }

    package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(sentence)" }

    private var sentence: String {
        switch code {
        case .notText: "This is not UTF-8 text."
        case .unknownFormat: "Its format can't be told from its name or content; say it with --format."
        case .malformedYAML: "This is not well-formed YAML."
        case .noModelList: "A LiteLLM configuration has a list `model_list`; this has none."
        case .tooComplex: "This is too large or too deeply nested."
        case .malformedCSV: "This is not well-formed CSV: a quote is missing, or stands where none may."
        case .noHeader: "The first line must name the columns: \(CSVFile.columns)."
        case .unknownColumn: "A column is not known; there are \(CSVFile.columns)."
        case .repeatedColumn: "A column is named twice."
        case .missingColumn: "A column is missing: name, type and api_key are needed."
        }
    }
}
