// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import Testing
import TrustControl
import TrustCore

@testable import TrustWeb

@Suite(.timeLimit(.minutes(3))) struct AuditPageTests {
    @Test func thePageShowsEachOperationOnceWithItsOutcome() async throws {
        try await Browser.with { browser, house in
            try await browser.setUp(house)
            _ = try await browser.post(
                "/settings/users/invitations", [("email", "bob@example.com"), ("role", "member")],
                token: browser.token())
            let page = try await browser.get("/settings/audit")
            #expect(page.status == .ok)
            #expect(page.text.components(separatedBy: "<code>invitation.create</code>").count == 2)
            #expect(page.text.contains("succeeded") && page.text.contains("ada@example.com"))
            #expect(page.text.contains("aria-current=\"page\""))
            let none = try await browser.get("/settings/audit?action=provider&from=2020-01-01")
            #expect(none.text.contains("Nothing found") && none.text.contains("value=\"2020-01-01\""))
            #expect(none.text.contains("<option value=\"provider\" selected>"))
            let wrong = try await browser.get("/settings/audit?from=soon")
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("id=\"audit-from-error\""))
            #expect(try await browser.get("/settings/audit?before=x").status == .badRequest)
        }
    }

    @Test func theAddressKeepsTheFilterFromPartToPart() {
        let address = AuditAddress(actor: "user", subject: "provider:1 &2", before: "9")
        #expect(address.address() == "/settings/audit?actor=user&subject=provider:1%20%262")
        #expect(address.address(before: 7) == "/settings/audit?actor=user&subject=provider:1%20%262&before=7")
        #expect(address.export("csv") == "/api/audit?actor=user&subject=provider:1%20%262&export=csv")
        #expect(AuditAddress().address() == "/settings/audit")
    }

    @Test func namesLeadToWhatStillExists() {
        let (known, gone) = ("agent:1", "provider:01938f5e-0000-7000-8000-000000abcdef")
        let shown = AuditPage.Named(known, names: [known: "support-1"], filter: "")
        #expect(shown.name == "support-1" && shown.href == "/agents/1")
        let lost = AuditPage.Named(gone, names: [:], filter: "")
        #expect(lost.name == "provider …abcdef" && lost.href == nil && lost.exact == gone)
        #expect(AuditPage.Named("system:gateway", names: [:], filter: "").name == "the program (gateway)")
    }
}
