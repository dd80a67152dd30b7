// SPDX-License-Identifier: Apache-2.0
import HummingbirdTesting
import Testing
import TrustControl
import TrustCore
import TrustWeb

/// Every route, as everybody, by every way of carrying a credential, against a table that was written by hand.
@Suite(.timeLimit(.minutes(10)))
struct RightsTests {
    @Test func theTableHasEveryRouteAndNoOther() async throws {
        #expect(RightsTable.lines.count == RightsTable.lineCount, "a line of the table can't be read")
        try await Site.with(hasDashboard: true) { site in
            let written = RightsTable.lines.map(\.route)
            let registered = site.entries.map { "\($0.method) \($0.path)" }
            #expect(Set(written).count == written.count)
            for route in Set(registered).subtracting(written).sorted() {
                Issue.record("\(route) has no line in Tests/TrustWebTests/Rights/RightsTable.swift")
            }
            for route in Set(written).subtracting(registered).sorted() {
                Issue.record("\(route) is in RightsTable.swift and nowhere else")
            }
        }
    }

    @Test(arguments: Visitor.Kind.allCases)
    func everyRouteAdmitsWhomTheTableSays(kind: Visitor.Kind) async throws {
        try await Site.with(hasDashboard: true) { site in
            let table = Dictionary(
                RightsTable.lines.map { ($0.route, $0) }, uniquingKeysWith: { first, _ in first })
            var checked = 0
            for entry in site.entries {
                guard let line = table["\(entry.method) \(entry.path)"] else { continue }
                for carrier in Carrier.allCases {
                    // A sign-out ends the session that comes with it: nobody's is used twice.
                    let visitor = try await Visitor.make(kind, on: site)
                    let reply = try await site.call(
                        line.method, carrier.uri(AccessTests.uri(line.path), visitor),
                        headers: carrier.headers(visitor))
                    let expected = Verdict.expected(line, visitor, carrier)
                    #expect(
                        expected.fits(reply, line), "\(kind) \(carrier) \(line.route): \(reply.status), not \(expected)"
                    )
                    checked += 1
                }
            }
            #expect(checked >= 90 * Carrier.allCases.count)
        }
    }
}

/// What becomes of a request before its handler runs.
enum Verdict {
    case admitted
    /// 401, or the way to the sign-in page.
    case unknown
    case forbidden
    case twoAtOnce

    static func expected(_ line: RightsTable.Line, _ visitor: Visitor, _ carrier: Carrier) -> Verdict {
        if line.lowest == .open { return .admitted }
        if carrier == .twoAtOnce, visitor.token != nil { return .twoAtOnce }
        guard visitor.isKnown else { return .unknown }
        let isRight: Bool =
            switch carrier {
            case .cookie: visitor.isPerson
            case .apiKeyHeader: !visitor.isPerson
            case .bearer: true
            case .query, .none, .null, .empty, .twoAtOnce: false
            }
        guard isRight, visitor.isPerson || line.kind != .people else { return .unknown }
        guard case .role(let lowest) = line.lowest else { return .admitted }
        guard visitor.role >= lowest else { return .forbidden }
        switch visitor.kind {
        case .readOnlyKey: return line.kind == .reads || line.kind == .told ? .admitted : .forbidden
        case .endpointKey: return line.kind == .asks || line.kind == .told ? .admitted : .forbidden
        default: return .admitted
        }
    }

    func fits(_ reply: Site.Reply, _ line: RightsTable.Line) -> Bool {
        switch self {
        case .admitted:
            return ![401, 403].contains(reply.status) && reply.headers["location"]?.hasPrefix("/sign-in") != true
                || line.route == "POST /sign-out" && reply.status == 303
        case .unknown:
            if reply.status == 401 { return true }
            return line.method == "GET" && reply.status == 303
                && reply.headers["location"]?.hasPrefix("/sign-in") == true
        case .forbidden: return reply.status == 403
        case .twoAtOnce: return reply.status == 400
        }
    }
}
