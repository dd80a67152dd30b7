// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import NIOCore
import TrustCore

/// `GET /simulator/ledger`: what was counted, in all and by model.
struct LedgerRoute: Sendable {
    private struct Page: Encodable {
        /// Says whose ledger it is.
        var source = "simulator"
        var total: Ledger.Entry
        var models: [String: Ledger.Entry]
    }

    let openAI: DialectRoute
    let ledger: Ledger

    func respond(to request: Request, context: SimulatorContext) throws -> Response {
        guard openAI.keys.admits(request.headers) else {
            return openAI.refusal(.wrongKey(in: .openai), id: SimulatorID.make())
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let page = try encoder.encode(Page(total: ledger.total, models: ledger.byModel))
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: page)))
    }
}
