// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustAgent

exit(await AgentProgram.run(environment: ProcessInfo.processInfo.environment))
