// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import NIOCore
import TrustAPI
import TrustCore

extension CommandError {
    /// An answer that is not a success.
    ///
    /// `advises` says whether the call was to be authenticated, so that a refusal says how.
    init(httpStatus: Int, body: Data, address: ServerAddress, credential: Credential?, advises: Bool) {
        guard let answer = try? JSONDecoder().decode(ErrorBody.self, from: body) else {
            let what = (300..<400).contains(httpStatus) ? "with a redirect" : "\(httpStatus)"
            self.init(
                ExitStatus(httpStatus: httpStatus),
                "\(address.text) answered \(what), and not as an AG2Trust server does. Check --url.")
            return
        }
        self.init(
            ExitStatus(httpStatus: httpStatus),
            Self.advised(answer, credential: credential, address: address, advises: advises),
            code: answer.errorCode, details: answer.details)
    }

    /// The server's sentence, and what to do about it where this program knows better.
    private static func advised(
        _ answer: ErrorBody, credential: Credential?, address: ServerAddress, advises: Bool
    ) -> String {
        if answer.errorCode == .setupRequired { return answer.error + " Make the first owner with `ag2trust setup`." }
        guard advises else { return answer.error }
        return switch (answer.errorCode, credential) {
        case (.unauthenticated, nil), (.invalidAPIKey, nil):
            answer.error + " Use `ag2trust login`, or set AG2TRUST_API_KEY."
        case (.unauthenticated, .session), (.invalidAPIKey, .session):
            answer.error + " The session may be over: use `ag2trust login` again."
        case (.unauthenticated, .apiKey):
            "This needs a session, and AG2TRUST_API_KEY is set. Unset it, and use `ag2trust login`."
        case (.invalidAPIKey, .apiKey):
            answer.error + " AG2TRUST_API_KEY does not hold a key of \(address.text)."
        default: answer.error
        }
    }

    /// A call that got no answer.
    init(unreachable error: any Error, at address: ServerAddress) {
        let reason: String
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            reason = "\(address.text) did not answer in time."
        case let error as HTTPClientError where error == .connectTimeout:
            reason = "\(address.text) can't be reached: the connection timed out."
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            reason = "\(address.text) closed the connection without an answer."
        case is NIOTooManyBytesError:
            self.init(.failure, "The server's answer is too long.")
            return
        default:
            reason = "\(address.text) can't be reached. Is the server running? Start it with `ag2trust serve`."
        }
        self.init(.unreachable, reason)
    }
}
