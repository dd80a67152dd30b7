// SPDX-License-Identifier: Apache-2.0

/// Names of fields and parameters, in answers.
enum FieldName {
    /// A name as an answer may show it; a secret in the wrong place is no name.
    static func shown(_ name: String) -> String {
        let isName =
            (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5f }
        return isName ? name : "(unknown)"
    }
}
