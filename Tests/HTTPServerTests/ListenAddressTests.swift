import HTTPServer
import Testing

@Suite("Addresses to listen on")
struct ListenAddressTests {
    @Test(
        "Names, IPv4 and IPv6 with a port",
        arguments: [
            ("127.0.0.1:9471", "127.0.0.1", 9_471), ("localhost:0", "localhost", 0), ("[::1]:80", "::1", 80),
            ("0.0.0.0:65535", "0.0.0.0", 65_535), ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
        ] as [(String, String, UInt16)])
    func good(text: String, host: String, port: UInt16) {
        let address = ListenAddress(text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address?.description == text)
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", ":", ":80", "80", "localhost", "localhost:", "localhost:x", "localhost:-1", "localhost:65536", "::1:80",
            "[::1]",
            "[::1]80", "[]:80", "[localhost]:80", "a b:80", "http://localhost:80", "localhost:+80", "localhost:８０",
            "ü:80", "[::1:80",
        ])
    func bad(text: String) { #expect(ListenAddress(text) == nil) }

    @Test("Loopback is what only this machine reaches")
    func loopback() {
        for text in ["127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1"] {
            #expect(ListenAddress(text)?.isLoopback == true)
        }
        for text in ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "127.example.com:1", "example.com:1"] {
            #expect(ListenAddress(text)?.isLoopback == false)
        }
    }
}
