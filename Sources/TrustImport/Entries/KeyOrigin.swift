// SPDX-License-Identifier: Apache-2.0

/// Where something was found.
package struct KeyOrigin: Sendable, Hashable, CustomStringConvertible {
    /// A place within a file.
    package enum Place: Sendable, Hashable {
        /// Counted from 1.
        case line(Int)
        /// Such as `model_list[0].litellm_params.api_key`.
        case path(String)
    }

    /// The file, as it was named.
    package let file: String
    package let place: Place
    /// `false` if the file only names the variable that holds the key.
    package let isInFile: Bool

    package init(file: String, place: Place, isInFile: Bool = true) {
        self.file = file
        self.place = place
        self.isInFile = isInFile
    }

    /// `.env:3`, or `config.yaml: model_list[0].litellm_params.api_key`.
    package var description: String {
        switch place {
        case .line(let line): "\(file):\(line)"
        case .path(let path): "\(file): \(path)"
        }
    }
}
