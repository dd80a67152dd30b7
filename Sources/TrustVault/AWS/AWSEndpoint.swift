// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// Where a service of AWS is called.
enum AWSEndpoint {
    /// - Parameters:
    ///   - service: `kms`, `sts`.
    ///   - region: such as `eu-central-1`.
    ///   - override: An address that the operator has set.
    ///   - environment: Says whether the FIPS or dual-stack names are wanted.
    /// - Returns: the address.
    /// - Throws: `VaultError` with `keyServiceMisconfigured`: a region that is no name, an address that is none, or one
    ///   that is in the clear beyond this machine.
    static func of(
        _ service: String, region: String, override: String?, environment: AWSEnvironment
    ) throws(VaultError) -> UpstreamEndpoint {
        let isName = region.utf8.allSatisfy {
            ($0 >= 0x61 && $0 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "-")
        }
        guard !region.isEmpty, region.utf8.count <= 32, isName else {
            throw VaultError(.keyServiceMisconfigured, cause: "the region is no name of a region")
        }
        if let override {
            guard let endpoint = try? UpstreamEndpoint(baseURL: override), endpoint.pathPrefix.isEmpty else {
                throw VaultError(.keyServiceMisconfigured, cause: "the endpoint is no address")
            }
            guard endpoint.isTLS || endpoint.isLoopback else {
                throw VaultError(.keyServiceMisconfigured, cause: "the endpoint must be https")
            }
            return endpoint
        }
        let name = service + (environment.isTrue("AWS_USE_FIPS_ENDPOINT") ? "-fips" : "")
        let domain =
            if environment.isTrue("AWS_USE_DUALSTACK_ENDPOINT") {
                "api.aws"
            } else {
                region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
            }
        return UpstreamEndpoint(isTLS: true, host: "\(name).\(region).\(domain)", port: 443, pathPrefix: "")
    }
}
