// SPDX-License-Identifier: Apache-2.0
import NIOSSL

/// How upstreams are spoken to in private: verified, at least TLS 1.2, HTTP/1.1 only.
enum UpstreamTLS {
    /// - Throws: where the file of further trust roots can't be read.
    static func context(for configuration: GatewayConfiguration) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .fullVerification
        tls.applicationProtocols = ["http/1.1"]
        if let file = configuration.trustRootsFile { tls.additionalTrustRoots = [.file(file)] }
        return try NIOSSLContext(configuration: tls)
    }
}
