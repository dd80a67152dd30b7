// SPDX-License-Identifier: Apache-2.0

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
struct EnvironmentCredentials: AWSCredentialSource {
    let environment: AWSEnvironment
    var name: String { "environment" }

    func credentials() async throws -> AWSCredentials? {
        let (id, secret) = (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return nil }
        guard
            let found = AWSCredentials(
                accessKeyID: id, secret: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
        else { throw failure("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set") }
        return found
    }
}

/// A profile of `~/.aws/credentials` and `~/.aws/config`.
struct SharedFileCredentials: AWSCredentialSource {
    let environment: AWSEnvironment
    var name: String { "shared files" }

    func credentials() async throws -> AWSCredentials? {
        guard let profile = environment.profile() else {
            guard environment["AWS_PROFILE"] == nil else { throw failure("the profile of AWS_PROFILE is in no file") }
            return nil
        }
        let (id, secret) = (profile["aws_access_key_id"], profile["aws_secret_access_key"])
        guard id != nil || secret != nil else {
            guard environment["AWS_PROFILE"] == nil else {
                throw failure("the profile of AWS_PROFILE has no access key; other ways to sign in are not supported")
            }
            return nil
        }
        guard
            let found = AWSCredentials(accessKeyID: id, secret: secret, sessionToken: profile["aws_session_token"])
        else { throw failure("the profile lacks aws_access_key_id or aws_secret_access_key") }
        return found
    }
}
