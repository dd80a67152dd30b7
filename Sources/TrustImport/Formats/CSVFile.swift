// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// A table of providers, one a record.
enum CSVFile {
    private enum Column: String, CaseIterable {
        case name, type
        case key = "api_key"
        case baseURL = "base_url"
        case useCase = "use_case"
    }

    /// The columns that there are, for people.
    static let columns = Column.allCases.map(\.rawValue).joined(separator: ", ")

    static func read(_ bytes: FileBytes, name file: String) throws(ImportError) -> KeyFile {
        var result = KeyFile(name: file)
        var records = CSVRecords(bytes, file: file)
        guard let header = try records.next(), !header.isBlank else {
            throw ImportError(.noHeader, file: file, line: 1)
        }
        let columns = try columns(of: header, file: file)
        while let record = try records.next() {
            if record.isBlank { continue }
            let origin = KeyOrigin(file: file, place: .line(record.line))
            guard record.fields.count == columns.count else {
                result.skip(nil, at: origin, .fieldCount, mayHoldKey: true)
                continue
            }
            let fields = Dictionary(uniqueKeysWithValues: zip(columns, record.fields))
            // In another column a key would be shown and stored in the open.
            guard !fields.contains(where: { $0 != .key && $1.mayHoldKey }) else {
                result.skip(nil, at: origin, .keyAsText, mayHoldKey: true)
                continue
            }
            let name = text(fields[.name])
            result.add(name, at: origin) { () throws(SkipReason) in
                guard let name else { throw .noName }
                guard let type = text(fields[.type]).flatMap({ ProviderType(rawValue: $0.lowercased()) }) else {
                    throw .unknownType
                }
                guard let key = fields[.key] else { throw .empty }
                return try FoundKey(
                    type: type, key: key, baseURL: text(fields[.baseURL]), useCase: text(fields[.useCase]),
                    name: .given(name), origin: origin)
            }
        }
        return result
    }

    private static func columns(of header: CSVRecords.Record, file: String) throws(ImportError) -> [Column] {
        var columns: [Column] = []
        for field in header.fields {
            guard let column = text(field).flatMap({ Column(rawValue: $0.lowercased()) }) else {
                throw ImportError(.unknownColumn, file: file, line: header.line)
            }
            guard !columns.contains(column) else { throw ImportError(.repeatedColumn, file: file, line: header.line) }
            columns.append(column)
        }
        guard columns.contains(.name), columns.contains(.type), columns.contains(.key) else {
            throw ImportError(.missingColumn, file: file, line: header.line)
        }
        return columns
    }

    /// A field that is no secret, without spaces around it; `nil` if it is empty.
    private static func text(_ field: SharedSecret?) -> String? {
        let text = field?.text?.trimmingCharacters(in: .whitespaces)
        return text?.isEmpty == false ? text : nil
    }
}
