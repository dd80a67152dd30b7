// SPDX-License-Identifier: Apache-2.0

extension VaultResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .status:
                "While it is degraded running agents go on; what has to be opened or sealed fails, and can be repeated.",
            .service: "What wraps the data keys: `local`, `aws-kms`.",
            .failure: "What is wrong, in a word; left out where nothing is.",
            .message: "The same in a sentence.",
            .since: .format("date-time", "Since when it is so."),
            .checkedAt: .format("date-time", "When the key service was called last."),
            .wrappings: "How many of the organization's keys are wrapped under which master key.",
        ]
    }
}

extension WrappingResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [.keyReference: "The master key, as its service calls it; never the key itself."]
    }
}

extension RewrapResponse: Annotated {
    package static var notes: [CodingKeys: Note] {
        [
            .rewrapped: "Moved by this call, at most 100.",
            .failed: "Could not be moved; they stay as they are.",
            .left: "Not under the current master key now: call again until there are none.",
            .keyReference: "The current master key.",
        ]
    }
}
