// SPDX-License-Identifier: Apache-2.0

/// Columns of text, aligned.
struct Table {
    /// One cell; a missing text shows as a dash.
    struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        let text: String
        let colour: Terminal.Colour?

        init(_ text: String?, _ colour: Terminal.Colour? = nil) {
            let known = text.flatMap { $0.isEmpty ? nil : Terminal.safe($0) }
            self.text = known ?? "–"
            self.colour = known == nil ? .dim : colour
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    private let headings: [String]
    private var rows: [[Cell]] = []

    init(_ headings: String...) { self.headings = headings }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    var isEmpty: Bool { rows.isEmpty }

    /// The lines, with two spaces between columns and none at the end of a line.
    var lines: [String] {
        let table = [headings.map { Cell($0, .heading) }] + rows
        let widths = headings.indices.map { column in table.map { $0[column].text.count }.max() ?? 0 }
        return table.map { row in
            row.enumerated().map { column, cell in
                let padding = column == row.count - 1 ? 0 : widths[column] - cell.text.count + 2
                return Terminal.coloured(cell.text, cell.colour) + String(repeating: " ", count: padding)
            }.joined()
        }
    }
}

/// What is known about one thing: a name and a value a line.
struct Facts {
    private var facts: [(name: String, value: Table.Cell)] = []

    mutating func add(_ name: String, _ text: String?, _ colour: Terminal.Colour? = nil) {
        facts.append((name, Table.Cell(text, colour)))
    }

    var lines: [String] {
        let width = (facts.map(\.name.count).max() ?? 0) + 2
        return facts.map { name, value in
            Terminal.coloured(name, .dim) + String(repeating: " ", count: width - name.count)
                + Terminal.coloured(value.text, value.colour)
        }
    }
}
