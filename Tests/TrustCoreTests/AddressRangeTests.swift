// SPDX-License-Identifier: Apache-2.0
import Testing
import TrustCore

struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.200", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("fe80::/10", "febf::1", true), ("::1", "::1", true), ("::/0", "192.0.2.7", true),
        // A socket of both families shows IPv4 callers in this form.
        ("192.0.2.0/24", "::ffff:192.0.2.9", true), ("10.0.0.0/8", "::ffff:192.0.2.9", false),
    ])
    func anAddressIsInARangeOrNot(range: String, address: String, isIn: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(NetworkAddress(address))) == isIn)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0", "::1/129", "2001:db8::1/32", "10.0.0.0/8/8",
        "10.0.0.0/+8", "host", "10.0.0.0 /8", "fe80::1%eth0",
    ])
    func otherTextIsNoRange(text: String) { #expect(AddressRange(text) == nil) }
}
