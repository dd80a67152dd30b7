// SPDX-License-Identifier: Apache-2.0

extension Setting {
    /// `docs/configuration.md`: made of the list, so that it can't say anything else.
    package static var page: String {
        """
        # Configuration

        Nothing has to be set. What is set comes from, in rising order of right:

        1. `ag2trust.yaml` in the configuration directory; keys nest at their dots (`control:` / `port: 9080`);
        2. `AG2TRUST_*` environment variables, lists separated by commas;
        3. the secrets directory, if `secrets.dir` names one: a file a setting, named by its key;
        4. options of `ag2trust serve`.

        `ag2trust config check` prints what counts on a machine, where each value comes from, and names that nothing
        reads. All of it is read once, at the start.

        | Key | Variable | Kind | If not set | What it does |
        |---|---|---|---|---|
        \(all.map(\.row).joined(separator: "\n"))

        `config.dir` and `secrets.dir` can't be set in the file.

        ## The names of control

        Control answers requests whose `Host` names it, and refuses all others with 421 before it looks at anything
        else, health checks too: somebody's DNS may lead a browser here. Its names are the address it is bound to;
        `localhost`, `127.0.0.1` and `[::1]` if that is loopback or every address; and `control.public.url`. With a proxy
        for TLS in front, set that to the address in people's browsers, and let the proxy pass `Host` on. Changes by
        browsers are then taken from that origin alone, cookies are `__Host-` and `Secure` where it is `https`, and
        links in invitations lead there.

        ## The master key

        It is `master.key` in the secrets directory if it is there, else in the configuration directory, where the first
        start makes it. It belongs to the user that runs the server, has mode 0600 or stricter, is no symbolic link, and
        is never inside the data directory: a backup of the data alone opens nothing.

        """
    }

    private var row: String { "| `\(key)` | `\(variable)` | \(kind.rawValue) | \(fallback) | \(words) |" }
}
