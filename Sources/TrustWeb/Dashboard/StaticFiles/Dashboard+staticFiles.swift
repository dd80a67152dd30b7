// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import TrustControl

extension Dashboard {
    func registerStaticFiles(on routes: AccessRoutes) {
        let files = files
        routes.get("/assets/**", requires: .open) { request, _ in
            let path = String(request.uri.path.dropFirst("/assets/".count))
            guard let file = files[path] else { throw ControlError.notFound("file") }
            // Under the version's address a file never changes; under any other it is asked for again.
            let isVersioned = request.uri.queryParameters["v"].map(String.init) == files.version
            var headers: HTTPFields = [
                .contentType: file.contentType,
                .eTag: file.entityTag,
                .cacheControl: isVersioned ? "public, max-age=31536000, immutable" : "no-cache",
            ]
            if request.headers[.ifNoneMatch] == file.entityTag {
                return Response(status: .notModified, headers: headers)
            }
            headers[.contentLength] = String(file.bytes.count)
            return Response(
                status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
        }
    }
}
