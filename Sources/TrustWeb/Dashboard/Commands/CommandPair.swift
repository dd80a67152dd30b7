// SPDX-License-Identifier: Apache-2.0
import TrustCore

/// One thing that a page shows or does, as a call of the API and as a command. Words in capitals stand for what the
/// reader fills in; a secret is asked for by the shell or by the command, and is in neither.
struct CommandPair: Equatable {
    var id: Int
    var title: String
    var curl: String
    var command: String
}

/// How a page is said to the API and the command line. `:id` stands for the id in the page's path.
struct CommandRecipe: Sendable {
    /// The page: method and path as registered.
    let page: String
    let title: String
    let method: String
    let path: String
    /// A JSON body.
    let body: String?
    /// The body's field that is a secret.
    let secret: String?
    let command: String
    /// Whether the filter in the page's address goes along; the command has an option of each one's name.
    let filters: [String]

    init(
        _ page: String, _ title: String, _ call: String, body: String? = nil, secret: String? = nil,
        filters: [String] = [], command: String
    ) {
        self.page = page
        self.title = title
        // A path alone is read.
        let words = call.split(separator: " ").map(String.init)
        method = words.count == 2 ? words[0] : "GET"
        path = words.last ?? ""
        self.body = body
        self.secret = secret
        self.filters = filters
        self.command = command
    }

    /// The pair for a page of this recipe.
    ///
    /// - Parameters:
    ///   - id: the id in the page's path; only what has been read as one, so that nothing of it can mean something to
    ///     a shell.
    ///   - filter: the values of `filters` in the page's address.
    ///   - number: tells the page's pairs apart.
    /// - Returns: the two lines.
    func pair(id: String, filter: [(name: String, value: String)], number: Int) -> CommandPair {
        let address = Address.make("$AG2TRUST_URL" + path.replacing(":id", with: id), filter)
        let options = filter.map { " --\($0.name) \(ShellWord.quoted($0.value))" }.joined()
        return CommandPair(
            id: number, title: title, curl: curl(address),
            command: "ag2trust " + command.replacing(":id", with: id) + options)
    }

    private func curl(_ address: String) -> String {
        let method = method == "GET" ? "" : " -X \(method)"
        let call = "curl\(method) -H \"X-API-Key: $AG2TRUST_API_KEY\""
        guard let body else { return "\(call) \"\(address)\"" }
        let json = " -H 'Content-Type: application/json'"
        guard let secret else { return "\(call)\(json) -d '\(body)' \"\(address)\"" }
        // From the terminal to curl's standard input: neither an argument nor the shell's history has it.
        let format = body.dropLast() + ",\"\(secret)\":\"%s\"}"
        return "read -rs SECRET; printf '\(format)' \"$SECRET\" | \(call)\(json) -d @- \"\(address)\""
    }
}
