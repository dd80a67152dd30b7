// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct LabelTests {
    @Test(arguments: ["environment", "a", "0", "use_case", "example.org-team", String(repeating: "k", count: 63)])
    func keysAreTaken(key: String) throws {
        #expect(try Labels([key: "x"])[key] == "x")
    }

    @Test(arguments: ["", "Environment", "_a", ".a", "-a", "a b", "a=b", "ä", String(repeating: "k", count: 64)])
    func otherKeysAreRefused(key: String) {
        #expect(throws: LabelError.self) { try Labels([key: "x"]) }
    }

    @Test(arguments: ["", "a\nb", "\u{7}", "\u{202E}abc", String(repeating: "v", count: 101)])
    func valuesThatCantBeShownAreRefused(value: String) {
        #expect(throws: LabelError.self) { try Labels(["key": value]) }
    }

    @Test(arguments: ["x", "two words", "päyments=1,2", String(repeating: "é", count: 100)])
    func valuesAreTaken(value: String) throws {
        #expect(try Labels(["key": value])["key"] == value)
    }

    @Test func thereAreAtMostTwenty() throws {
        func labels(_ count: Int) -> [String: String] {
            Dictionary((0..<count).map { ("k\($0)", "v") }, uniquingKeysWith: { first, _ in first })
        }
        #expect(try Labels(labels(20)).values.count == 20)
        #expect(throws: LabelError.self) { try Labels(labels(21)) }
    }

    @Test func anAgentsOwnStandAboveItsTypes() throws {
        let type = try Labels(["team": "payments", "environment": "production"])
        let own = try Labels(["environment": "test"])
        #expect(type.overlaid(by: own) == (try Labels(["team": "payments", "environment": "test"])))
    }

    @Test(
        arguments: [
            ("environment=production", true), ("environment:production,team=payments", true),
            ("environment=production,team=other", false), ("team!=other", true), ("team!:payments", false),
            ("region!=eu", true), ("team", true), ("region", false), ("!region", true), ("!team", false),
            ("note=a=b:c", true),
        ])
    func aSelectorMeansWhatAllItsTermsMean(text: String, isMeant: Bool) throws {
        let labels = try Labels(["environment": "production", "team": "payments", "note": "a=b:c"])
        let selector = try LabelSelector(text)
        #expect(selector.matches(labels) == isMeant)
        // As an address says it, it means the same.
        #expect(try LabelSelector(selector.terms.map(\.text).joined(separator: ",")) == selector)
    }

    @Test(arguments: ["", ",", "a=b,", "=x", "a=", "a!", "a!b", "!", "!a=b", "A=b", "a!=", "a = b"])
    func otherTextsAreNoSelectors(text: String) {
        #expect(throws: LabelError.self) { try LabelSelector(text) }
    }
}
