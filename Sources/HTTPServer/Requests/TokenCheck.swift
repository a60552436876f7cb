/// Lets in who knows the token: a program by `Authorization: Bearer …`; a browser, which can't set headers for pages and streams, by
/// the cookie that it got for the token. Never by the address, which ends up in logs and histories.
package struct TokenCheck: Sendable, CustomStringConvertible, CustomReflectable {
    private let token: String
    private let signIns = SignIns()

    /// A check for a token, or nil for an empty one, which would let everybody in. Routes that a browser is to reach with one sign-in
    /// share it.
    package init?(_ token: String) {
        guard !token.isEmpty else { return nil }
        self.token = token
    }

    /// Whether the request carries the token, or comes from a browser that has signed in.
    package func allows(_ request: Request) -> Bool {
        if let given = bearer(request), SecretText.isEqual(token, given) { return true }
        return signIns.allows(request)
    }

    /// Signs a browser in that shows the token.
    ///
    /// - returns: the header that gives it its cookie; nil: that wasn't the token.
    package func signIn(_ given: String, _ request: Request) -> Request.Pair? {
        guard SecretText.isEqual(token, given) else { return nil }
        return cookie(signIns.add(), request)
    }

    /// Signs a browser out.
    ///
    /// - returns: the header that takes its cookie away.
    package func signOut(_ request: Request) -> Request.Pair {
        signIns.remove(request)
        var header = cookie("", request)
        header.value += "; Max-Age=0"
        return header
    }

    /// Nobody reads the token by printing what holds it.
    package var description: String { "TokenCheck([redacted])" }

    /// Nor by dumping it.
    package var customMirror: Mirror { Mirror(self, children: []) }

    var refusal: Response {
        .text("a token is needed", status: 401, headers: [Request.Pair("WWW-Authenticate", "Bearer realm=\"zapline\"")])
    }

    /// Out of reach for scripts and for other sites' pages; over TLS, which ends before us, for TLS alone.
    private func cookie(_ value: String, _ request: Request) -> Request.Pair {
        let isSecure = request.header("X-Forwarded-Proto")?.lowercased() == "https"
        return Request.Pair(
            "Set-Cookie",
            "\(SignIns.cookie(of: request))=\(value); HttpOnly; SameSite=Strict; Path=/" + (isSecure ? "; Secure" : ""))
    }

    private func bearer(_ request: Request) -> String? {
        guard let header = request.header("Authorization") else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}
