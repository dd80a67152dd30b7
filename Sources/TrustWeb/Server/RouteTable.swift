// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The registered routes, to tell an unknown path from a method that a path does not have.
final class RouteTable: Sendable {
    private struct Route {
        var method: String
        var parts: [Substring]
    }
    private let routes = Mutex<[Route]>([])

    func fill(_ entries: [AccessRoutes.Entry]) {
        routes.withLock { routes in
            routes = entries.map { Route(method: $0.method, parts: $0.path.split(separator: "/")) }
        }
    }

    /// The methods of a path, sorted; empty where there is no such path.
    func methods(of path: String) -> [String] {
        let parts = path.split(separator: "/")
        let found = routes.withLock { $0.filter { Self.matches($0.parts, parts) }.map(\.method) }
        return Set(found).sorted()
    }

    private static func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
        if pattern.last == "**" {
            return path.count >= pattern.count && matches(pattern.dropLast(), Array(path.prefix(pattern.count - 1)))
        }
        return pattern.count == path.count
            && zip(pattern, path).allSatisfy { $0.0.hasPrefix(":") || $0.0 == "*" || $0.0 == $0.1 }
    }
}
