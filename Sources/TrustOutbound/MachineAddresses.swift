// SPDX-License-Identifier: Apache-2.0
import NIOCore
package import TrustCore

/// The addresses of this machine's network interfaces.
package enum MachineAddresses {
    /// All of them, as they are now.
    package static func all() -> Set<NetworkAddress> {
        let devices = (try? System.enumerateDevices()) ?? []
        return Set(
            devices.compactMap { device in
                device.address?.ipAddress.flatMap { NetworkAddress(String($0.prefix { $0 != "%" })) }
            })
    }
}
