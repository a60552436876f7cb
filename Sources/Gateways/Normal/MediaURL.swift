/// Keeps credentials out of the addresses of media.
enum MediaURL {
    private static let credentials = ["key", "token", "signature", "credential", "secret", "password", "auth", "sig"]

    /// The address without user and password and without the parameters of the query that grant access; nil for
    /// anything but
    /// http, https and s3: a `data:` URL holds the media itself.
    static func clean(_ url: String) -> String? {
        guard let colon = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard ["http", "https", "s3"].contains(scheme) else { return nil }
        let parts = url[colon.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let place = withoutUser(parts[0])
        guard parts.count == 2 else { return "\(scheme)://\(place)" }
        let kept = parts[1].split(separator: "&").filter { !grantsAccess($0) }
        return "\(scheme)://\(place)" + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }

    private static func withoutUser(_ place: Substring) -> String {
        let host = place.prefix { $0 != "/" && $0 != "#" }
        guard let at = host.lastIndex(of: "@") else { return String(place) }
        return String(place[place.index(after: at)...])
    }

    private static func grantsAccess(_ parameter: Substring) -> Bool {
        let name = parameter.prefix { $0 != "=" }.lowercased()
        return credentials.contains { name.contains($0) }
    }
}
