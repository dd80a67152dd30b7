// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TrustCore

/// What a command's exit status says.
enum ExitStatus: Int32, CaseIterable {
    case ok = 0
    case failure = 1
    case usage = 2
    case notFound = 3
    case refused = 4
    case unauthenticated = 5
    case limit = 6
    case unreachable = 7
    case different = 8

    /// The status for an answer of the API.
    init(httpStatus: Int) {
        self =
            switch httpStatus {
            case 200..<300: .ok
            case 401, 403: .unauthenticated
            case 402, 429: .limit
            case 404, 410: .notFound
            case 400..<500: .refused
            default: .failure
            }
    }

    /// The status for what went wrong in a command that needs no server.
    init(_ code: ErrorCode) {
        self =
            switch code {
            case .notFound: .notFound
            case .invalidRequest, .nameTaken: .refused
            default: .failure
            }
    }

    var exitCode: ExitCode { ExitCode(rawValue) }

    private var meaning: String {
        switch self {
        case .ok: "done"
        case .failure: "a failure of the server's or of this program's"
        case .usage: "the command line is wrong"
        case .notFound: "there is no such thing"
        case .refused: "refused: not valid, in use, taken, or in the wrong state"
        case .unauthenticated: "not signed in, or not allowed"
        case .limit: "a rate limit or a budget is used up"
        case .unreachable: "the server can't be reached, or did not answer in time"
        case .different: "what was compared is not the same (diff)"
        }
    }

    /// For the help text: one line a status.
    static var table: String {
        allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")
    }
}
