// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

struct TimestampTests {
    private func foundation(_ timestamp: Timestamp) -> String {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        let seconds = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: Double(timestamp.seconds)))
        let milliseconds = (timestamp.microseconds - timestamp.seconds * 1_000_000) / 1000
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", seconds.year ?? 0, seconds.month ?? 0, seconds.day ?? 0,
            seconds.hour ?? 0, seconds.minute ?? 0, seconds.second ?? 0, milliseconds)
    }

    @Test func writtenTimesAgreeWithFoundations() {
        // From 1600 to 2400 in steps that hit every month's ends and every hour.
        var seconds: Int64 = -11_676_096_000
        while seconds < 13_569_465_600 {
            let timestamp = Timestamp(microseconds: seconds * 1_000_000 + seconds % 1_000_000)
            #expect(timestamp.rfc3339 == foundation(timestamp))
            seconds += 5_000_011
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (-1_000_000, "1969-12-31T23:59:59.000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000Z"), (1_709_164_800_000_000, "2024-02-29T00:00:00.000Z"),
            (4_107_542_399_999_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"),
            (1_795_348_800_123_456, "2026-11-22T12:00:00.123Z"),
        ] as [(Int64, String)])
    func theEdgesAreWrittenRight(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
    }

    @Test(
        arguments: [
            (0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2),
        ] as [(Int64, Int64)])
    func secondsAreRoundedDown(microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).seconds == seconds)
    }

    @Test func datesComeBack() {
        let timestamp = Timestamp(microseconds: 1_795_348_800_123_000)
        #expect(Timestamp(timestamp.date) == timestamp)
        #expect(timestamp.adding(seconds: 60).microseconds - timestamp.microseconds == 60_000_000)
    }

    @Test func theWallClockIsFoundations() {
        #expect(abs(Timestamp.now().date.timeIntervalSinceNow) < 5)
    }
}
