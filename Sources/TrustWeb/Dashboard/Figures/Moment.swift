// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// A moment as the page shows it; the browser rewrites it in the reader's zone.
struct Moment: Equatable {
    /// RFC 3339, for machines.
    var machine: String
    /// To the second, for people who hover.
    var exact: String
    var words: String
    /// `absolute` is rewritten by the browser; `relative` keeps its words.
    var style: String

    /// The day and minute: `22 Nov 2026, 18:12` UTC.
    static func absolute(_ moment: Timestamp) -> Moment {
        let text = moment.rfc3339
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int(text.dropFirst(8).prefix(2)) ?? 1
        let clock = text.dropFirst(11).prefix(5)
        return Moment(
            machine: text, exact: exact(moment),
            words: "\(day) \(months[max(0, min(11, month - 1))]) \(text.prefix(4)), \(clock) UTC", style: "absolute")
    }

    /// How long ago: `12 min ago`.
    static func ago(_ moment: Timestamp, now: Timestamp) -> Moment {
        Moment(
            machine: moment.rfc3339, exact: exact(moment), words: Age.ago(since: moment, now: now), style: "relative")
    }

    static func exact(_ moment: Timestamp) -> String {
        moment.rfc3339.prefix(19).replacing("T", with: " ") + " UTC"
    }
}

/// Lengths of time in words.
enum Age {
    /// `4 s`, `12 min`, `5 h`, `3 d`: one unit, rounded down.
    static func words(since moment: Timestamp, now: Timestamp) -> String {
        let seconds = max(0, now.seconds - moment.seconds)
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3600) h"
        default: "\(Figure.grouped(seconds / 86_400)) d"
        }
    }

    static func ago(since moment: Timestamp, now: Timestamp) -> String {
        now.seconds - moment.seconds < 5 ? "just now" : words(since: moment, now: now) + " ago"
    }
}
