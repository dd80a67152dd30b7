// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether it is seen as itself: nothing that moves a cursor, breaks a line, turns text around, or has no face.
    package var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: true
        }
    }
}
