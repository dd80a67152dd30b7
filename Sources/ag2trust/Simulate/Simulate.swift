// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Logging
import TrustCore
import TrustSimulator

/// `ag2trust simulate`: a provider to try things on, in a process of its own.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a simulated provider: OpenAI's and Anthropic's dialects, no model behind them.",
        discussion: """
            It listens on 127.0.0.1 only, takes one key, and says in every line and every answer that it is a \
            simulator. To use it as a provider, the server must allow its address.

            EXAMPLES:
              printf %s sk-simulated-0123456789abcdef > key.txt && chmod 600 key.txt
              ag2trust simulate --key-file key.txt
              AG2TRUST_BASE_URL_HOSTS=127.0.0.1:8090 ag2trust serve
              ag2trust provider add Simulated --type openai --key-file key.txt \\
                --base-url http://127.0.0.1:8090
            """)

    @Option(help: "Port on 127.0.0.1; 0 takes a free one.") var port: UInt16 = 8090
    @OptionGroup(title: "Key") var key: KeyOptions

    func run() async throws {
        try CrashReports.turnOff()
        let key = SharedSecret(try key.read())
        var logger = Logger(label: "simulator", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .info
        let simulator = SimulatorServer(key: key, port: Int(port), logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await simulator.run()
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    throw CommandError(.failure, "The simulator can't listen on port \(port) of 127.0.0.1.")
                }
            }
            group.addTask {
                guard let port = try? await simulator.port else { return }
                StandardError.line("[simulator] http://127.0.0.1:\(port) is a simulator: no model answers here.")
            }
            try await group.waitForAll()
        }
    }
}
