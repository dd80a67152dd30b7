// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

/// Strings are skipped by blocks; here each is also skipped by a reader that knows one byte at a time.
struct JSONScannerStringTests {
    @Test(arguments: [
        #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e4"#, #"\ud83d\ude00"#, #"\x"#, #"\u12g4"#, #"\u12"#, "\\\n", "\n", "\0",
        "ä", #"\\\""#, #"\\\\"#, #"\\\\\"#, "",
    ])
    func everyTextIsReadTheSameWhereverItStands(piece: String) {
        for before in 0...140 {
            for after in [0, 1, 7, 8, 63, 64, 65] {
                let text =
                    "\"" + String(repeating: "x", count: before) + piece + String(repeating: "y", count: after) + "\""
                #expect(end(of: text + " ,") == plainEnd(of: text + " ,"), "\(before) before, \(after) after")
                #expect(end(of: String(text.dropLast())) == plainEnd(of: String(text.dropLast())))
            }
        }
    }

    @Test func stringsFullOfEscapesAreReadTheSame() {
        var numbers = SystemRandomNumberGenerator()
        let bytes: [UInt8] = Array("\\\\\\\\\"nu0a ".utf8)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...200, using: &numbers)
            var text: [UInt8] = [UInt8(ascii: "\"")]
            for _ in 0..<length { text.append(bytes.randomElement(using: &numbers) ?? 0) }
            text.append(UInt8(ascii: "\""))
            #expect(end(of: text) == plainEnd(of: text), "\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test func whatIsAcceptedIsWhatFoundationAccepts() throws {
        for piece in [#"a\nb"#, #"\u00e4\"\\\/\b\f\r\t"#, "\\a", "\u{1f}", "\u{7f}"] {
            for before in [0, 15, 16, 17, 63, 64, 130] {
                let text = "\"" + String(repeating: "x", count: before) + piece + "\""
                let decoded = try? JSONDecoder().decode(String.self, from: Data(text.utf8))
                #expect((end(of: text) != nil) == (decoded != nil), "\(text)")
                guard decoded != nil else { continue }
                let value = Array(text.utf8).withUnsafeBytes { bytes -> String? in
                    var scanner = JSONScanner(bytes)
                    return (try? scanner.skipValue()).flatMap { scanner.stringValue($0) }
                }
                #expect(value == decoded)
            }
        }
    }

    /// Where the scanner stands after the string; `nil` where it takes it for none.
    private func end(of text: String) -> Int? { end(of: Array(text.utf8)) }
    private func end(of text: [UInt8]) -> Int? {
        text.withUnsafeBytes { bytes in
            var scanner = JSONScanner(bytes)
            return (try? scanner.skipValue())?.upperBound
        }
    }

    /// The same, one byte after the other.
    private func plainEnd(of text: String) -> Int? { plainEnd(of: Array(text.utf8)) }
    private func plainEnd(of text: [UInt8]) -> Int? {
        func isHex(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit && byte < 0x80 }
        var index = 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"):
                guard index + 1 < text.count else { return nil }
                if text[index + 1] == UInt8(ascii: "u") {
                    guard index + 6 <= text.count, text[(index + 2)..<(index + 6)].allSatisfy(isHex) else { return nil }
                    index += 6
                } else {
                    guard #""\/bfnrt"#.utf8.contains(text[index + 1]) else { return nil }
                    index += 2
                }
            case 0..<0x20: return nil
            default: index += 1
            }
        }
        return nil
    }
}
