// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong on demand: asked for by the model's name, alone or after `simulator-`, or by the header
/// `x-simulator-fault`. A number may follow where it means something: `cut-3`, `slow-first-byte-500`.
enum Fault: Sendable, Equatable {
    /// The key is refused although it is right.
    case unauthorized
    /// Too many requests; `retry-after` in seconds.
    case rateLimited(retryAfter: Int)
    case serverError
    case overloaded
    /// The account has no money left.
    case insufficientQuota
    case modelNotFound
    /// The answer comes after so many milliseconds.
    case slowFirstByte(milliseconds: Int)
    /// The answer stops half way, the connection stays open, for so many seconds.
    case stall(seconds: Int)
    /// The connection is closed after so many events, or half way through a body.
    case cut(afterEvents: Int)
    /// A good answer without usage.
    case noUsage

    /// The longest wait in milliseconds: the simulator never holds a connection for ever.
    static let longestDelay = 120_000

    /// Reads a fault's name; `nil` for any other name, which is no fault.
    init?(name: String) {
        let bare = name.hasPrefix("simulator-") ? String(name.dropFirst("simulator-".count)) : name
        if let fault = Self.named(bare, number: nil) {
            self = fault
            return
        }
        guard let dash = bare.lastIndex(of: "-"), let number = Int(bare[bare.index(after: dash)...]), number >= 0,
            let fault = Self.named(String(bare[..<dash]), number: number)
        else { return nil }
        self = fault
    }

    private static func named(_ name: String, number: Int?) -> Fault? {
        switch (name, number) {
        case ("error-401", nil): .unauthorized
        case ("error-429", let seconds): .rateLimited(retryAfter: min(seconds ?? 1, 3600))
        case ("error-500", nil): .serverError
        case ("error-529", nil): .overloaded
        case ("insufficient-quota", nil): .insufficientQuota
        case ("model-not-found", nil): .modelNotFound
        case ("slow-first-byte", let wait): .slowFirstByte(milliseconds: min(wait ?? 3000, longestDelay))
        case ("stall", let seconds): .stall(seconds: min(seconds ?? 60, longestDelay / 1000))
        case ("cut", let events): .cut(afterEvents: events ?? 3)
        case ("no-usage", nil): .noUsage
        default: nil
        }
    }
}
