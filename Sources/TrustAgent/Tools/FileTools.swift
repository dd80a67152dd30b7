// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// The tools that work on files, in words for the model.
struct FileTools {
    let folder: WorkFolder

    /// - Throws: `ToolFailure` where the path can't be used.
    func use(_ tool: AgentTool, _ arguments: ToolArguments) throws(ToolFailure) -> String {
        do throws(WorkFolder.Refusal) {
            let path = arguments.text("path") ?? "."
            return switch tool {
            case .writeFile: try write(path, arguments.text("content") ?? "")
            case .listDirectory: try list(path)
            default: try read(path, from: arguments.number("offset") ?? 0)
            }
        } catch {
            throw ToolFailure(error.message)
        }
    }

    private func read(_ path: String, from offset: Int64) throws(WorkFolder.Refusal) -> String {
        let part = try folder.readFile(path, from: offset)
        guard let next = part.next else { return part.text }
        return part.text + "\n(cut off: the file has \(part.size) bytes; read on with offset \(next))"
    }

    private func write(_ path: String, _ content: String) throws(WorkFolder.Refusal) -> String {
        let isNew = try folder.writeFile(path, Array(content.utf8))
        return "\(isNew ? "Made" : "Replaced") \(path), \(content.utf8.count) bytes."
    }

    private func list(_ path: String) throws(WorkFolder.Refusal) -> String {
        let names = try folder.list(path)
        if names.isEmpty { return "(the folder is empty)" }
        return names.joined(separator: "\n")
            + (names.count == WorkFolder.nameLimit ? "\n(cut off: there are more names)" : "")
    }
}
