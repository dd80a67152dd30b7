// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Times as AWS writes them, in seconds since 1970.
enum AWSTime {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// `yyyymmddThhmmssZ`, for signatures.
    static func stamp(_ seconds: Int64) -> String {
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: TimeInterval(seconds)))
        func padded(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        return "\(parts.year ?? 0)" + padded(parts.month) + padded(parts.day) + "T" + padded(parts.hour)
            + padded(parts.minute) + padded(parts.second) + "Z"
    }

    /// Reads `yyyy-mm-ddThh:mm:ssZ`, with or without a fraction; `nil` for anything else.
    static func parse(expiration text: String) -> Int64? {
        guard text.hasSuffix("Z"), text.utf8.count >= 20 else { return nil }
        return seconds(text.prefix(19).split { "-T:".contains($0) }.map { Int($0) })
    }

    /// Reads the value of a `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` for anything else.
    static func parse(httpDate text: String) -> Int64? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        return seconds([Int(words[3]), month + 1, Int(words[1])] + words[4].split(separator: ":").map { Int($0) })
    }

    /// Year, month, day, hour, minute, second; each must be there and one that there is.
    private static func seconds(_ numbers: [Int?]) -> Int64? {
        let known = numbers.compactMap { $0 }
        guard numbers.count == 6, known.count == 6, (1970...9999).contains(known[0]) else { return nil }
        let parts = DateComponents(
            calendar: calendar, timeZone: .gmt, year: known[0], month: known[1], day: known[2], hour: known[3],
            minute: known[4], second: known[5])
        guard parts.isValidDate, let date = parts.date else { return nil }
        return Int64(date.timeIntervalSince1970)
    }
}
