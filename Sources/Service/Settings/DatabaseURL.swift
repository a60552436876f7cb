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
    /// Query items of a libpq URI that nobody may read.
    private static let secretItems: Set<String> = ["password", "sslpassword", "passfile"]

    /// The URL with its password, and any query item that is one, taken out.
    ///
    /// The authority ends at the first `/` or `?`, and its user part at the last `@` before that. A password that holds `/` or
    /// `?` unescaped breaks that rule, as it breaks libpq's; so where an `@` comes later still, everything before it goes.
    package static func url(_ text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return mark }
        var rest = text[start...]
        var user = ""
        if let at = rest.lastIndex(of: "@") {
            let name = rest[..<at].prefix { $0 != ":" && $0 != "/" && $0 != "?" }
            user = (name.endIndex == at ? String(name) : "\(name):\(mark)") + "@"
            rest = rest[rest.index(after: at)...]
        }
        return text[..<start] + user + query(rest)
    }

    private static func query(_ text: Substring) -> String {
        guard let mark = text.firstIndex(of: "?") else { return String(text) }
        let items = text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = items.map { item in
            let name = item.prefix { $0 != "=" }
            let isSecret = secretItems.contains(name.lowercased()) || name.contains("%")
            return isSecret ? "\(name)=\(Redaction.mark)" : String(item)
        }
        return text[...mark] + shown.joined(separator: "&")
    }
}
