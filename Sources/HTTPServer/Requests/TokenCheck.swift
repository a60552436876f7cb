/// Lets in who knows the token: `Authorization: Bearer …`, or `?token=…` where a browser can't set headers
/// (EventSource).
package struct TokenCheck: Sendable, CustomStringConvertible, CustomReflectable {
    private let token: [UInt8]

    /// A check for a token, or nil for an empty one, which would let everybody in.
    package init?(_ token: String) {
        guard !token.isEmpty else { return nil }
        self.token = Array(token.utf8)
    }

    /// Whether the request carries the token.
    package func allows(_ request: Request) -> Bool {
        candidates(request).contains { matches($0) }
    }

    /// Nobody reads the token by printing what holds it.
    package var description: String { "TokenCheck([redacted])" }

    /// Nor by dumping it.
    package var customMirror: Mirror { Mirror(self, children: []) }

    var refusal: Response {
        .text("a token is needed", status: 401, headers: [Request.Pair("WWW-Authenticate", "Bearer realm=\"zapline\"")])
    }

    private func candidates(_ request: Request) -> [String] {
        var result: [String] = []
        if let header = request.header("Authorization") {
            let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            if parts.count == 2, parts[0].lowercased() == "bearer" {
                result.append(String(parts[1].drop { $0 == " " }))
            }
        }
        if let item = request.queryItem("token") { result.append(item) }
        return result
    }

    /// Takes as long for a first byte that is wrong as for a last one.
    private func matches(_ candidate: String) -> Bool {
        let given = Array(candidate.utf8)
        var difference: UInt8 = given.count == token.count ? 0 : 1
        for (index, byte) in token.enumerated() { difference |= byte ^ (index < given.count ? given[index] : 0) }
        return difference == 0
    }
}
