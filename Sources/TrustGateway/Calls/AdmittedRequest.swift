// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import TrustCore
import TrustDialects

/// A request that has passed every check: what the call needs from here on.
struct AdmittedRequest {
    let id: RequestID
    let agent: GatewayAgent
    let endpoint: LLMEndpoint
    /// What follows the path, `?` included, or nothing.
    let query: Substring
    let dialect: ProviderType
    let headers: HTTPHeaders
    /// HTTP/1.0 callers know no chunks.
    let takesChunks: Bool
    /// What is tried, in order; never empty.
    let chain: [RouteTarget]
    /// The key that came with the request, for the chain's first target; `nil` where the gateway holds it.
    let callerKey: String?
    let body: ByteBuffer
    /// `nil` where the endpoint takes no body.
    let scan: RequestScan?
    let startedAt: Timestamp
    let prices: PriceBook
    /// What the agent says it calls for.
    let message: MessageID?

    var streams: Bool { scan?.streams ?? false }
    /// Whether the stream's usage is asked for by the gateway, and not by the caller.
    var asksForUsage: Bool { dialect == .openai && streams && scan?.includesUsage != true }

    /// The body for one of the chain's targets: as it came, but for what a target needs.
    func body(for target: Int) -> ByteBuffer {
        guard let scan else { return body }
        var splices: [Splice] = []
        if asksForUsage, let splice = scan.includeUsageSplice { splices.append(splice) }
        // A fallback has a model of its own, in the place of the agent type's.
        if target > 0, scan.model == chain[0].model, chain[target].model != scan.model {
            splices.append(scan.modelSplice(chain[target].model))
        }
        // From the end, so that earlier places keep their numbers.
        return splices.sorted { $0.range.lowerBound > $1.range.lowerBound }
            .reduce(body) { $0.applying($1) }
    }

    /// The event as far as it is known before the call.
    func event(provider: ProviderID) -> UsageEvent {
        UsageEvent(
            id: id, organization: agent.organization, agent: agent.id, agentType: agent.type, provider: provider,
            requestedModel: scan?.model ?? "", returnedModel: nil, streamed: streams, startedAt: startedAt, duration: 0,
            timeToFirstByte: nil, status: 0, outcome: .interrupted, usage: TokenUsage(), source: .unknown, cost: nil,
            message: message)
    }
}
