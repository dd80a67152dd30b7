// SPDX-License-Identifier: Apache-2.0

/// Addresses that no tool may call: of this machine, of networks of one's own, of the clouds' metadata services, in all
/// the notations that some reader of URLs takes; and what is no address at all.
let hostileURLs: [String] = [
    // This machine, plainly and otherwise.
    "http://127.0.0.1/", "http://127.0.0.1:443/", "http://127.1/", "http://127.0.1/", "http://127.255.255.254/",
    "http://0/", "http://0.0.0.0/", "http://2130706433/", "http://017700000001/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0177.1/", "http://127.0.0.0x1/",
    "http://127.000.000.001/", "http://00000177.0.0.1/", "http://127.0.0.1./", "http://localhost/",
    "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://localhost.localdomain/",
    "http://ip6-localhost/", "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[0000::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[::127.0.0.1]/", "http://[::7f00:1]/", "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[fe80::1]/", "http://[fe80::1%25lo]/",
    "http://[fe80::1%lo]/", "http://[::1%25lo]/",
    // Networks of one's own, and addresses that stand for nothing on the internet.
    "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.255/",
    "http://192.168.0.1/", "http://100.64.0.1/", "http://100.127.255.254/", "http://198.18.0.1/",
    "http://192.0.0.1/", "http://192.0.2.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://192.88.99.1/",
    "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://[fc00::1]/", "http://[fd12:3456:789a::1]/", "http://[fec0::1]/", "http://[ff02::1]/",
    "http://[2001:db8::1]/", "http://[100::1]/", "http://[::ffff:10.0.0.1]/", "http://[5f00::1]/",
    "http://167772161/", "http://0xa000001/", "http://012.0.0.1/", "http://10.1/", "http://192.168.257/",
    // Metadata services.
    "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/v2/credentials", "http://169.254.170.23/",
    "http://2852039166/", "http://0xa9fea9fe/", "http://0xA9.0xFE.0xA9.0xFE/", "http://0251.0376.0251.0376/",
    "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/", "http://[fd00:ec2::254]/",
    "http://100.100.100.200/", "http://metadata.google.internal/", "http://metadata/", "http://instance-data/",
    "http://metadata.google.internal./",
    // Names that stand for networks of one's own.
    "http://intranet/", "http://printer.local/", "http://db.internal/", "http://wiki.corp/", "http://nas.lan/",
    "http://router.home.arpa/", "http://1.0.0.127.in-addr.arpa/", "http://x.onion/", "http://a..example.com/",
    "http://-a.example.com/", "http://a_b.example.com/", "http://example.com./", "http://1.2.3.example.123/",
    "http://example.0x7f/", "https://rebound.example.com/", "https://half.example.com/",
    // Other ports and schemes.
    "http://example.com:22/", "http://example.com:6379/", "https://example.com:8443/", "http://93.184.216.34:25/",
    "file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:6379/_x", "data:text/plain,x", "javascript:1",
    "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "ws://example.com/", "//127.0.0.1/",
    "dict://127.0.0.1/", "ldap://127.0.0.1/", "jar:http://127.0.0.1!/", "netdoc:///etc/passwd",
    // What only looks like another host, or breaks a reader.
    "http://example.com@127.0.0.1/", "http://user:word@example.com/", "http://127.0.0.1\\@example.com/",
    "http://example.com\\.127.0.0.1/", "http://example.com%40127.0.0.1/", "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f.example.com/", "http://example.com%00.127.0.0.1/", "http://127.0.0.1%23.example.com/",
    "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://ⓛocalhost/", "http://example.com\t/", "http://exa mple.com/",
    "http://example.com/\r\nhost: x", "http://example.com/a b", "http://[::1/", "http://::1/", "http://[127.0.0.1]/",
    "http://", "http:///etc/passwd", "http://:80/", "http://?x", "", " ", "127.0.0.1", "example.com", "http:127.0.0.1",
    "http:/127.0.0.1/", "http://example.com:0/", "http://example.com:65536/", "http://example.com:8o/",
    "http://example.com:-1/", "http://example.com:80:80/", "http://" + String(repeating: "a", count: 64) + ".com/",
    "http://example.com/" + String(repeating: "a", count: 2048),
]
