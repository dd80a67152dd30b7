// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

struct IDTests {
    @Test func idsSortByTheirMoment() {
        let moments = (0..<200).map { Timestamp(microseconds: 1_700_000_000_000_000 + $0 * 1_000_000) }
        let ids = moments.map { AgentID.make(at: $0) }
        #expect(ids.sorted() == ids)
        #expect(ids.map(\.description).sorted() == ids.map(\.description))
    }

    @Test func idsHaveVersionSevenAndTheRightVariant() {
        for _ in 0..<100 {
            let bytes = ProviderID.make().uuid.uuid
            #expect(bytes.6 >> 4 == 7 && bytes.8 >> 6 == 0b10)
        }
    }

    @Test func theFirstSixBytesAreTheMilliseconds() {
        let id = ProviderID.make(at: Timestamp(microseconds: 0x0102_0304_0506 * 1000 + 999))
        let bytes = id.uuid.uuid
        #expect([bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5] == [1, 2, 3, 4, 5, 6])
    }

    @Test func aMomentBefore1970CountsAsZero() {
        #expect(ProviderID.make(at: Timestamp(microseconds: -5)).description.hasPrefix("00000000-0000-7"))
    }

    @Test func idsAreWrittenInLowerCaseAndReadBack() throws {
        for _ in 0..<100 {
            let id = LeaseID.make()
            #expect(id.description == id.description.lowercased() && id.description.count == 36)
            #expect(LeaseID(id.description) == id)
            let coded = try JSONDecoder().decode(LeaseID.self, from: JSONEncoder().encode(id))
            #expect(coded == id)
        }
    }

    @Test(arguments: ["", "x", "0190f3c0-0000-7000-8000", "0190f3c0-0000-7000-8000-00000000000g", "{0190f3c0}"])
    func otherTextsAreNoID(text: String) throws {
        #expect(AgentID(text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(AgentID.self, from: JSONEncoder().encode(text))
        }
    }

    @Test func aThousandOfOneMomentAreAllDifferent() {
        let moment = Timestamp.now()
        #expect(Set((0..<1000).map { _ in AgentID.make(at: moment) }).count == 1000)
    }
}
