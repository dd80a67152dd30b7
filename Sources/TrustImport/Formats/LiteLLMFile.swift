// SPDX-License-Identifier: Apache-2.0
import TrustCore
import Yams

/// LiteLLM's `config.yaml`: `model_list[].litellm_params` with `model`, `api_key` and `api_base`.
///
/// The YAML library reads text and gives text, so keys of this format are text until they are taken as secrets here.
enum LiteLLMFile {
    static func read(
        _ bytes: FileBytes, name file: String, environment: [String: String]
    ) throws(ImportError) -> KeyFile {
        guard let text = bytes.text(0..<bytes.count) else { throw ImportError(.notText, file: file) }
        let root = try document(text, file: file)
        guard let models = root[member: "model_list"]?.sequence else { throw ImportError(.noModelList, file: file) }
        var result = KeyFile(name: file)
        var seen: Set<String> = []
        for (index, model) in models.enumerated() {
            let entry = LiteLLMEntry(model, variables: root[member: "environment_variables"], environment: environment)
            seen.insert(entry.writtenKey ?? "")
            let origin = KeyOrigin(
                file: file, place: .path("model_list[\(index)].litellm_params.api_key"),
                isInFile: !entry.isKeyElsewhere)
            result.add(entry.alias, at: origin, mayHoldKey: entry.writtenKey != nil) { () throws(SkipReason) in
                try entry.key(at: origin)
            }
        }
        // A variable of the file that a model refers to was taken with the model.
        let taken = result.keys
        var walk = YAMLWalk(limit: 100_000)
        guard
            walk.visit(
                root,
                { path, value in
                    guard value.hasPrefix("sk-"), !seen.contains(value) else { return }
                    let secret = SharedSecret(text: value)
                    guard !taken.contains(where: { $0.key.isEqual(to: secret) }) else { return }
                    result.skip(
                        nil, at: KeyOrigin(file: file, place: .path(path)), .unknownPlace, mayHoldKey: true)
                })
        else { throw ImportError(.tooComplex, file: file) }
        return result
    }

    /// The errors of the library hold the whole file: only the line is taken from them.
    private static func document(_ text: String, file: String) throws(ImportError) -> Node {
        do {
            guard let root = try Parser(yaml: text, encoding: .utf8).singleRoot() else {
                throw ImportError(.noModelList, file: file)
            }
            return root
        } catch let error as ImportError {
            throw error
        } catch {
            switch error as? YamlError {
            case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
                throw ImportError(.malformedYAML, file: file, line: mark.line)
            case .duplicatedKeysInMapping(_, let context):
                throw ImportError(.malformedYAML, file: file, line: context.mark.line)
            default: throw ImportError(.malformedYAML, file: file)
            }
        }
    }
}
