// SPDX-License-Identifier: Apache-2.0
private import Foundation
package import TrustCore
package import TrustOutbound
package import TrustVault

/// The key services of an installation: the one that wraps, and those that older records are wrapped by.
package struct KeyServices: Sendable {
    package let current: any KeyService
    package let others: [any KeyService]

    package func vault(of installation: ID<Installation>) -> Vault {
        Vault(keyService: current, others: others, installation: installation)
    }

    /// AWS KMS where it is set up; a master key that lies beside it goes on opening what it wrapped. Otherwise the local
    /// master key, which is made where nothing has been sealed yet.
    /// `isEmpty` says whether nothing has been sealed yet.
    /// - Returns: the services, none of them called yet.
    /// - Throws: `ServerError` where none can be had. Nothing was changed then.
    package static func make(
        _ configuration: ServerConfiguration, isEmpty: Bool, outbound: OutboundClient
    ) throws -> KeyServices {
        let path = configuration.masterKeyPath
        let exists = FileManager.default.fileExists(atPath: path)
        guard let kms = configuration.awsKMS else {
            guard exists || isEmpty else {
                throw ServerError(
                    .masterKeyMissing,
                    "The master key \(path) is missing. It opens every stored key: put it back from its backup. Nothing was changed."
                )
            }
            return KeyServices(current: try local(path, createIfMissing: !exists), others: [])
        }
        return KeyServices(
            current: try aws(kms, outbound: outbound), others: exists ? [try local(path, createIfMissing: false)] : [])
    }

    private static func local(_ path: String, createIfMissing: Bool) throws -> LocalKeyService {
        do {
            return try LocalKeyService(masterKeyFile: path, createIfMissing: createIfMissing)
        } catch {
            throw ServerError(
                .masterKeyWrong, "The master key \(path) is refused: \(error.cause ?? error.publicMessage)")
        }
    }

    private static func aws(_ kms: ServerConfiguration.AWSKMS, outbound: OutboundClient) throws -> AWSKeyService {
        do {
            return try AWSKeyService(
                key: kms.key, region: kms.region, endpoint: kms.endpoint,
                environment: AWSEnvironment(
                    variables: ProcessInfo.processInfo.environment, home: NSHomeDirectory()),
                outbound: outbound, clock: WallClock())
        } catch {
            throw ServerError(
                .badSetting("aws.kms"), "AWS KMS can't be used: \(error.cause ?? error.publicMessage).")
        }
    }
}
