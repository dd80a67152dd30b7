// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A list of texts as C takes it, with a null pointer at its end.
final class CStrings {
    private let texts: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

    init(_ texts: [String]) {
        self.texts = .allocate(capacity: texts.count + 1)
        _ = self.texts.initialize(from: texts.map { strdup($0) } + [nil])
    }

    deinit {
        for text in texts { free(text) }
        texts.deallocate()
    }

    func with<Result>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
        withExtendedLifetime(self) { body(UnsafePointer(texts.baseAddress.unsafelyUnwrapped)) }
    }

    func withConstants<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        with { list in
            body(UnsafeRawPointer(list).assumingMemoryBound(to: UnsafePointer<CChar>?.self))
        }
    }
}
