internal import Synchronization

/// Browsers that have shown the token: each has a cookie with a random number, so that the token itself is stored nowhere and stands in
/// no address. They last as long as the process does, a week at most.
final class SignIns: Sendable {
    private struct SignIn {
        let id: String
        let until: ContinuousClock.Instant
    }

    /// As many as sign in at a time; of more the oldest has to do so again.
    private static let limit = 64
    private static let lifetime = Duration.seconds(7 * 24 * 3_600)

    /// The cookie's name, with the port of the address that the browser knows: cookies don't know ports, and another service on the
    /// same host must not take ours away.
    ///
    /// > Cookies do not provide isolation by port. If a cookie is readable by a service running on one port, the cookie is also
    /// > readable by a service running on another port of the same server.
    ///
    /// Source: RFC 6265, 8.5
    static func cookie(of request: Request) -> String { request.hostPort.map { "zapline-\($0)" } ?? "zapline" }

    private let signIns = Mutex<[SignIn]>([])

    /// A number for a browser that has shown the token: 256 bits that nobody guesses.
    ///
    /// > SystemRandomNumberGenerator: … automatically seeded, is safe to use in multiple threads, and uses a cryptographically secure
    /// > algorithm whenever possible … Linux platforms use getrandom(2)
    func add() -> String {
        var random = SystemRandomNumberGenerator()
        let id = (0..<4).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined()
        signIns.withLock { signIns in
            signIns.append(SignIn(id: id, until: .now + Self.lifetime))
            if signIns.count > Self.limit { signIns.removeFirst() }
        }
        return id
    }

    /// Whether the request comes from such a browser.
    func allows(_ request: Request) -> Bool {
        let given = request.cookies(named: Self.cookie(of: request))
        guard !given.isEmpty else { return false }
        let now = ContinuousClock.now
        let known = signIns.withLock { signIns in
            signIns.removeAll { $0.until < now }
            return signIns.map(\.id)
        }
        return given.contains { id in known.contains { SecretText.isEqual($0, id) } }
    }

    /// Forgets the browser.
    func remove(_ request: Request) {
        let given = request.cookies(named: Self.cookie(of: request))
        signIns.withLock { $0.removeAll { given.contains($0.id) } }
    }
}

/// Texts that nobody may learn byte by byte.
enum SecretText {
    /// Takes as long for a first byte that is wrong as for a last one.
    static func isEqual(_ secret: String, _ given: String) -> Bool {
        let (secret, given) = (Array(secret.utf8), Array(given.utf8))
        var difference: UInt8 = given.count == secret.count ? 0 : 1
        for (index, byte) in secret.enumerated() { difference |= byte ^ (index < given.count ? given[index] : 0) }
        return difference == 0
    }
}
