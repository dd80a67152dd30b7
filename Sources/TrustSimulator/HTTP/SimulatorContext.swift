// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import Synchronization

/// What is known about a request on its way, for its line in the log.
struct SimulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let notes = Notes()

    init(source: Source) { coreContext = .init(source: source) }

    /// Notes what the body said.
    func note(model: String, fault: Fault?) {
        // The name comes from outside: no more of it, and no other characters, than a model's name may have.
        let plain = model.utf8.prefix(80).map { byte in
            byte > 0x20 && byte < 0x7f ? Character(Unicode.Scalar(byte)) : "?"
        }
        notes.metadata.withLock { metadata in
            metadata["model"] = "\(String(plain))"
            if let fault { metadata["fault"] = "\(fault)" }
        }
    }

    var metadata: Logger.Metadata { notes.metadata.withLock { $0 } }

    private final class Notes: Sendable {
        let metadata = Mutex<Logger.Metadata>([:])
    }
}
