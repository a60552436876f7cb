/// A libpq URI. What it describes leaves out the password, wherever it stands.
package struct DatabaseURL: Hashable, Sendable, CustomStringConvertible {
    private let secret: Secret

    /// A URL, or nil where the scheme isn't Postgres'.
    package init?(_ text: String) {
        guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") else { return nil }
        secret = Secret(text)
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
    private static func isHost(_ text: Substring) -> Bool {
        var name = text
        if let colon = text.lastIndex(of: ":"), text.last != "]" {
            guard text[colon...].dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
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
