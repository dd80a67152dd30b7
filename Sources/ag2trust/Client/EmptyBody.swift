// SPDX-License-Identifier: Apache-2.0
import TrustAPI

/// A body without fields: `{}`.
struct EmptyBody: RequestBody {
    static var fieldNames: [String] { [] }
}
