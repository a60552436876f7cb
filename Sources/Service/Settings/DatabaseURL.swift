/// A libpq URI. What it describes leaves out the password, wherever it stands.
package struct DatabaseURL: Hashable, Sendable, CustomStringConvertible {
    private let secret: Secret

    /// A URL, or nil where the scheme isn't Postgres'.
    package init?(_ text: String) {
        guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") else { return nil }
        secret = Secret(text)
    }

    /// Whether libpq reads it as it is meant, as far as that can be told without asking it.
    ///
    /// Otherwise libpq complains of the place where it gave up, in words that may be half a password.
    ///
    /// > postgresql://[userspec@][hostspec][/dbname][?paramspec] … Percent-encoding may be used to include symbols with special
    /// > meaning in any of the URI parts.
    package var isReadable: Bool {
        let text = secret.reveal()
        guard Self.isEncoded(text), var rest = text.firstRange(of: "://").map({ text[$0.upperBound...] }) else {
            return false
        }
        if let stop = rest.firstIndex(where: { $0 == "@" || $0 == "/" }), rest[stop] == "@" {
            rest = rest[rest.index(after: stop)...]
        }
        let hosts = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest[hosts.endIndex...].prefix { $0 != "?" }
        let query = rest[path.endIndex...].dropFirst().split(separator: "&")
        return hosts.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Redaction.isHost)
            && !path.contains("@") && query.allSatisfy { $0.count { $0 == "=" } == 1 }
    }

    /// Whether each `%` begins the code of a byte, which isn't zero.
    private static func isEncoded(_ text: String) -> Bool {
        text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            let code = part.prefix(2)
            return code.count == 2 && code.allSatisfy { $0.isASCII && $0.isHexDigit } && code != "00"
        }
    }

    /// The URL whole, for libpq.
    package func reveal() -> String { secret.reveal() }

    /// The URL without its secrets.
    package var description: String { Redaction.url(secret.reveal()) }
}

/// Takes secrets out of texts that are to be shown.
package enum Redaction {
    /// What stands in a secret's place.
    package static let mark = "***"
    /// Query items of a libpq URI that anybody may read.
    private static let openItems: Set<String> = [
        "application_name", "connect_timeout", "dbname", "gssencmode", "host", "hostaddr", "keepalives",
        "load_balance_hosts",
        "port", "sslmode", "sslrootcert", "target_session_attrs", "user",
    ]

    /// The URL with its password taken out, and every query item that isn't known to be harmless.
    ///
    /// What can be read in two ways (a password with an unescaped `/`, `?` or `@` somewhere) is not shown at all: a guess
    /// that is wrong would show half of it.
    package static func url(_ text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return mark }
        let scheme = text[..<start]
        let authority = text[start...].prefix { $0 != "/" && $0 != "?" }
        let tail = text[authority.endIndex...]
        let hosts = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard !tail.contains("@"), hosts.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isHost)
        else {
            return scheme + mark
        }
        let user = authority.dropLast(hosts.count + 1)
        let name = user.prefix { $0 != ":" }
        let shown = hosts.count == authority.count ? "" : name.count == user.count ? "\(name)@" : "\(name):\(mark)@"
        return scheme + shown + hosts + query(tail)
    }

    /// `name`, `name:5432`, `[::1]:5432` or nothing.
    fileprivate static func isHost(_ text: Substring) -> Bool {
        var name = text
        if let colon = text.lastIndex(of: ":"), text.last != "]" {
            let port = text[colon...].dropFirst()
            guard port.isEmpty || UInt16(port) != nil, port.first != "+" else { return false }
            name = text[..<colon]
        }
        if name.first == "[", name.last == "]" {
            return name.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" }
        }
        return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_" || $0 == "%" }
    }

    private static func query(_ text: Substring) -> String {
        guard let start = text.firstIndex(of: "?") else { return String(text) }
        let items = text[text.index(after: start)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = items.map { item in
            let name = item.prefix { $0 != "=" }
            if openItems.contains(String(name)) { return String(item) }
            return name == "password" || name == "sslpassword" ? "\(name)=\(mark)" : mark
        }
        return text[...start] + shown.joined(separator: "&")
    }
}
