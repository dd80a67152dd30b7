// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TrustCore
import TrustDialects

extension Call {
    /// The stage that puts the request on the wire.
    func send() {
        guard let upstream else { return }
        let target = request.chain[target]
        let body = request.body(for: self.target)
        upstream.send(for: self, body: body) { buffer in
            RequestHead.write(
                &buffer, method: request.endpoint.method, path: request.endpoint.path, query: request.query,
                target: target, authority: upstream.authority, headers: request.headers,
                length: request.endpoint.method == "POST" ? body.readableBytes : nil, key: attachCredential)
        }
    }
}
