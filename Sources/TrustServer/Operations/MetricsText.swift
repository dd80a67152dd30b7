// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustGateway

/// The figures of this process in Prometheus' text format, version 0.0.4.
package enum MetricsText {
    /// The text of what the gateway has done since it started, which `counters` say, of the key service, and of this
    /// process' memory.
    package static func render(_ counters: GatewayCounters, keyServiceIsHealthy: Bool) -> String {
        var text = ""
        func add(_ name: String, _ type: String, _ help: String, _ value: Int64) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name) \(value)\n"
        }
        add("ag2trust_gateway_calls_total", "counter", "Calls let through to a provider.", counters.calls)
        add("ag2trust_gateway_call_errors_total", "counter", "Calls that ended in an error.", counters.errors)
        add("ag2trust_gateway_refusals_total", "counter", "Requests refused by the gateway itself.", counters.refusals)
        add(
            "ag2trust_gateway_unauthenticated_total", "counter", "Requests without a right to be here.",
            counters.unauthenticated)
        add(
            "ag2trust_gateway_spool_full_total", "counter", "Requests refused because the spool was full.",
            counters.spoolFull)
        add("ag2trust_gateway_received_bytes_total", "counter", "Bytes of bodies from callers.", counters.bytesIn)
        add("ag2trust_gateway_sent_bytes_total", "counter", "Bytes to callers.", counters.bytesOut)
        add("ag2trust_gateway_connections", "gauge", "Connections open now.", counters.connections)
        add("ag2trust_gateway_calls_in_flight", "gauge", "Calls in flight now.", counters.inFlight)
        add(
            "ag2trust_gateway_upstream_connects_total", "counter", "Connections made to providers.",
            counters.upstreamConnects)
        add(
            "ag2trust_key_service_up", "gauge", "Whether the last call to the key service went well.",
            keyServiceIsHealthy ? 1 : 0)
        if let resident = residentBytes() {
            add("process_resident_memory_bytes", "gauge", "Resident memory of the process.", resident)
        }
        return text
    }

    /// Field 2 of `/proc/self/statm`, in pages.
    private static func residentBytes() -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
        else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
