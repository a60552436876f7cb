import Testing

@testable import Gateways

@Suite("Equal payloads have equal fingerprints")
struct FingerprintTests {
    @Test("It is FNV-1a with 128 bits")
    func algorithm() {
        #expect(Fingerprint.of([]) == "6c62272e07bb014262b821756295c58d")
        #expect(Fingerprint.of(["a"]) == "0880954550ab1be95aa0733055b751b9")
        #expect(Fingerprint.of(["whatsapp", "é"]) == "e9880a3807cd4701d986c5f9e5c58285")
    }

    @Test("Where one part ends matters")
    func parts() {
        #expect(Fingerprint.of(["ab", "c"]) != Fingerprint.of(["a", "bc"]))
        #expect(Fingerprint.of(["", "a"]) != Fingerprint.of(["a", ""]))
        #expect(Fingerprint.of(["a"]) != Fingerprint.of(["a", ""]))
        #expect(Set((0..<20_000).map { Fingerprint.of(["payload", "\($0)"]) }).count == 20_000)
    }
}
