// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustAPI
import TrustCore

/// `ag2trust request show`.
struct RequestShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Explain one LLM call: its way, its times, what its cost is made of.",
        discussion: """
            EXAMPLE:
              ag2trust request show 01938f5e-0000-7000-8000-000000000000
            """)

    @Argument(help: ArgumentHelp("The call's id; `ag2trust request list` prints it.", valueName: "id")) var id: String
    @OptionGroup var connection: ConnectionOptions

    func run(on api: APIClient) async throws {
        let answer: Answer<RequestDetailResponse> = try await api.get(APIPath("requests", id))
        try connection.output.show(answer) { Self.lines(of: $0) }
    }

    private static func lines(of detail: RequestDetailResponse) -> [String] {
        let call = detail.call
        var facts = Facts()
        facts.add("Id", call.id.description)
        facts.add("Started", call.startedAt)
        facts.add("Agent", detail.agentName ?? "\(call.agentID) (deleted)")
        facts.add("Agent type", detail.agentTypeName ?? "\(call.agentTypeID) (deleted)")
        facts.add("Provider", detail.providerName ?? "\(call.providerID) (deleted)")
        facts.add("Model asked for", call.requestedModel)
        facts.add("Model that answered", detail.returnedModel)
        facts.add("Outcome", call.outcome, RequestCommand.colour(of: call.outcome))
        facts.add("What became of it", detail.explanation)
        facts.add("Status", call.status == 0 ? nil : String(call.status))
        facts.add("Streamed", call.streamed ? "yes" : "no")
        facts.add("To the first byte", HumanTime.duration(milliseconds: detail.timeToFirstByteMs))
        facts.add("To the last byte", HumanTime.duration(milliseconds: call.durationMs))
        facts.add("Cost", call.cost.map { $0 + " USD" })
        if let reason = detail.costReason { facts.add("  why", reason) }
        guard !detail.lines.isEmpty else { return facts.lines }
        var table = Table("KIND", "TOKENS", "USD A MILLION", "USD")
        for line in detail.lines {
            table.add(
                .init(line.kind), .init(HumanNumber.grouped(line.tokens)), .init(line.pricePerMillion),
                .init(line.cost))
        }
        return facts.lines + [""] + table.lines
    }
}
