// SPDX-License-Identifier: Apache-2.0
import TrustControl
import TrustCore

extension OverviewPage {
    /// A banner while keys can be neither opened nor sealed.
    static func troubles(of keyService: KeyServiceReport) -> [Banner] {
        guard let message = keyService.message else { return [] }
        return [
            Banner(
                .bad, "Keys can’t be opened or sealed right now.",
                body: "\(message) Running agents go on; starting an agent and adding a provider fail, and can be tried "
                    + "again.",
                advice: ["On the server, the command ag2trust vault check says what is missing."])
        ]
    }
}
