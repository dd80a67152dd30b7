// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustControl
import TrustCore

extension ControlContext {
    /// Decodes the form that came, and overwrites its bytes. The CSRF token has been checked before.
    /// - Throws: `INVALID_REQUEST`.
    func form(_ request: Request, _ fields: Set<String>, secrets: Set<String> = []) throws -> Form {
        guard request.isForm else { throw ControlError(.invalidRequest, "This takes a form.") }
        let shape = FormShape(fields.union(["csrf_token"]), secrets: secrets)
        do throws(FormError) {
            return try body.withBytes { bytes throws(FormError) in try FormDecoder.decode(bytes, as: shape) }
        } catch {
            throw ControlError(.invalidRequest, "The form can’t be read. Load the page again.")
        }
    }
}

/// Why a form was refused, to be said beside its fields.
struct FormRefusal {
    /// By field.
    var errors: [String: String]
    /// What concerns no field.
    var banner: Banner?
    var code: ErrorCode
    var details: [String: JSONValue]
    var status: HTTPResponse.Status

    /// - Throws: the error itself where another page has to say it: what is not there, not allowed, or can't be shown.
    init(_ error: any Error, fields: Set<String>) throws {
        guard let error = error as? any PresentableError else { throw error }
        switch error.errorCode {
        case .unauthenticated, .forbidden, .notFound, .internalError: throw error
        default: break
        }
        code = error.errorCode
        details = error.details
        errors = [:]
        status = .unprocessableContent
        if case .string(let field) = details["field"], fields.contains(field) {
            errors[field] = error.publicMessage
        } else {
            banner = Banner(.bad, error.publicMessage, advice: advice)
        }
    }

    /// What to do about it, where the error says so.
    var advice: [String] {
        guard case .array(let entries) = details["advice"] else { return [] }
        return entries.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
