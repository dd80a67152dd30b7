// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

@testable import TrustWeb

@Suite struct CommandFieldTests {
    @Test(
        arguments: [
            ([], ""), (["/bin/a"], "/bin/a"), (["/bin/a", "-x", "b c"], "/bin/a\n-x\nb c"),
            (["/bin/a", "", "b"], "/bin/a\n\nb"),
        ] as [([String], String)])
    func aCommandIsWrittenOneArgumentALine(command: [String], text: String) {
        var draft = AgentTypeDraft()
        draft.command = text
        #expect(draft.arguments == command)
        #expect(AgentTypeDraft.canShow(command))
    }

    @Test(arguments: [["/bin/sh", "-c", "set -e\nexec /opt/a"], ["/bin/a", ""]])
    func whatCannotBeWrittenSoIsShownAndNotEdited(command: [String]) throws {
        #expect(!AgentTypeDraft.canShow(command))
        var type = Sample.type(.make(at: Sample.now))
        type.command = command
        let page = AgentTypeFormPage(AgentTypeDraft(type), providers: [], editing: type)
        #expect(page.command == nil && page.commandOpen)
        #expect(page.commandLine == type.commandLine)
    }
}
