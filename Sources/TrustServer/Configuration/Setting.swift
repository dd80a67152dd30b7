// SPDX-License-Identifier: Apache-2.0

/// One thing that can be set about a server, as people are told of it.
package struct Setting: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case text
        case wholeNumber = "whole number"
        case yesOrNo = "true or false"
        case list
    }
    /// Dotted, as in the file: `control.port`.
    package let key: String
    package let kind: Kind
    /// What counts where it is set nowhere, in words.
    package let fallback: String
    /// What it does.
    package let words: String
    /// Whether its value is shown to nobody.
    package let isSecret: Bool
    /// Whether the file may set it; what says where the file is can't be in it.
    package let isInFile: Bool

    init(
        _ key: String, _ kind: Kind, _ fallback: String, _ words: String, isSecret: Bool = false, isInFile: Bool = true
    ) {
        self.key = key
        self.kind = kind
        self.fallback = fallback
        self.words = words
        self.isSecret = isSecret
        self.isInFile = isInFile
    }

    /// The environment variable: `AG2TRUST_CONTROL_PORT`.
    package var variable: String { Self.prefix + key.uppercased().replacing(".", with: "_") }

    package static let prefix = "AG2TRUST_"
}

extension Setting {
    /// Every one that there is.
    package static let all = [
        Setting(
            "data.dir", .text, "/var/lib/ag2trust for root, else ~/.local/share/ag2trust",
            "Database, spool and agents' folders."),
        Setting(
            "config.dir", .text, "/etc/ag2trust for root, else ~/.config/ag2trust",
            "Where `master.key` and `ag2trust.yaml` are.", isInFile: false),
        Setting(
            "secrets.dir", .text, "none",
            "A folder of mounted secrets: `master.key`, and files that are named like settings (`control.port`).",
            isInFile: false),
        Setting("control.host", .text, "127.0.0.1", "Where the dashboard and the JSON API listen."),
        Setting("control.port", .wholeNumber, "8080", "The port of the dashboard and the JSON API."),
        Setting(
            "control.public.url", .text, "where it listens",
            "The dashboard and the API as people reach them, such as `https://trust.example.com` of a proxy."),
        Setting("gateway.host", .text, "127.0.0.1", "Where the gateway listens, which agents reach."),
        Setting("gateway.port", .wholeNumber, "8081", "The port of the gateway."),
        Setting(
            "gateway.url", .text, "where it listens",
            "The gateway as agents reach it, such as `http://10.0.0.5:8081`; needed where that is another address."),
        Setting("gateway.loops", .wholeNumber, "the number of cores", "Event loops of the gateway."),
        Setting("ops.host", .text, "127.0.0.1", "Where metrics and health listen."),
        Setting("ops.port", .wholeNumber, "8082", "The port of metrics and health."),
        Setting(
            "allow.plain.http", .yesOrNo, "false",
            "Whether a listener may be reached from beyond this machine without TLS."),
        Setting(
            "aws.kms.key", .text, "none: the local master key",
            "The AWS KMS key (id, ARN or alias) that wraps all data keys."),
        Setting("aws.kms.region", .text, "that of the key's ARN, or AWS_REGION", "The region of that key."),
        Setting(
            "aws.kms.endpoint", .text, "AWS's own",
            "Another address of KMS, such as that of a VPC endpoint; https, or on this machine."),
        Setting("base.url.hosts", .list, "none", "Hosts (`host:port`) that a provider's own base URL may name."),
        Setting(
            "tool.http.hosts", .list, "none",
            "Hosts (`host` or `host:port`) that agents' HTTP tools may call in spite of the address rules."),
        Setting("tool.http.only.hosts", .yesOrNo, "false", "Whether they may call nothing else."),
        Setting(
            "programs.dir", .text, "where ag2trust itself lies", "Where `ag2trust-launch` and `ag2trust-agent` are."),
        Setting("agents.uid.base", .wholeNumber, "60578", "The first user of local agents, where the server is root."),
        Setting("agents.uid.count", .wholeNumber, "606", "How many such users there are; an agent has one to itself."),
        Setting("agents.max.files", .wholeNumber, "1024", "Files that one local agent may have open."),
        Setting("agents.max.processes", .wholeNumber, "512", "Processes of one local agent."),
        Setting("agents.max.file.mb", .wholeNumber, "1024", "The largest file that a local agent may write."),
        Setting("agents.max.memory.mb", .wholeNumber, "4096", "Memory that one local agent may take."),
        Setting(
            "agents.readable", .list, "none",
            "Folders of programs of one's own, which local agents may read and run beside the system's."),
        Setting("agents.isolation.without", .list, "none", "Protections of local agents to be left out."),
        Setting(
            "allow.unisolated.env", .yesOrNo, "false",
            "Whether a local agent that nothing keeps apart may be handed a provider's key itself."),
        Setting(
            "log.level", .text, "info", "trace, debug, info, notice, warning, error or critical."),
    ]

    /// Variables of the same prefix that are not the server's: the command line's own, and what agents are given.
    package static let otherVariables = [
        "AG2TRUST_URL", "AG2TRUST_API_KEY", "AG2TRUST_AGENT_ID", "AG2TRUST_AGENT_TOKEN",
    ]
}
