// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import TrustCore

/// "Same thing by API or command line", at the foot of every page.
struct CommandsPart {
    /// What the commands read from the environment.
    var origin: String
    var pairs: [CommandPair]

    /// - Returns: `nil` where the page is not one of `CommandRecipe.all`, such as one that does not exist.
    init?(_ request: Request, origin: String) {
        guard let (recipes, id) = Self.recipes(method: request.method.rawValue, path: request.uri.path) else {
            return nil
        }
        self.origin = origin
        pairs = recipes.enumerated().map { number, recipe in
            let filter = recipe.filters.compactMap { name -> (name: String, value: String)? in
                let value = request.uri.queryParameters[name[...]].map { String($0.prefix(128)) } ?? ""
                return value.isEmpty ? nil : (name, value)
            }
            return recipe.pair(id: id, filter: filter, number: number)
        }
    }

    /// What belongs to a page, and the id in its path.
    static func recipes(method: String, path: String) -> (recipes: [CommandRecipe], id: String)? {
        let parts = path.split(separator: "/")
        let ids = parts.compactMap { ID<Request>(String($0)) }.map(\.description)
        let pattern =
            "\(method == "HEAD" ? "GET" : method) /"
            + parts.map { ID<Request>(String($0)) == nil ? String($0) : ":id" }.joined(separator: "/")
        let found = CommandRecipe.all.filter { $0.page == pattern }
        return found.isEmpty ? nil : (found, ids.last ?? "")
    }
}
