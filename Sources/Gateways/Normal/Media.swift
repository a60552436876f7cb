import JSON

/// What is known of a message's media; never its bytes, nor the key that opens them.
struct Media: Hashable {
    var mimetype: String?
    var filename: String?
    var url: String?
    var sha256: String?
    var caption: String?
    var size: Int64?
    var seconds: Int64?
    var width: Int64?
    var height: Int64?

    /// The contract's object, or nil where nothing is known.
    var json: JSONValue? {
        let fields = JSONValue.fields([
            "mimetype": .word(mimetype), "filename": .word(filename), "url": .word(url.flatMap(MediaURL.clean)),
            "sha256": .word(sha256), "caption": .word(caption), "size": number(size), "seconds": number(seconds),
            "width": number(width), "height": number(height),
        ])
        return fields.object?.isEmpty == true ? nil : fields
    }

    /// What the other one knows where this one doesn't.
    func filled(from other: Media?) -> Media {
        guard let other else { return self }
        return Media(
            mimetype: mimetype ?? other.mimetype, filename: filename ?? other.filename, url: url ?? other.url,
            sha256: sha256 ?? other.sha256, caption: caption ?? other.caption, size: size ?? other.size,
            seconds: seconds ?? other.seconds, width: width ?? other.width, height: height ?? other.height)
    }

    /// The contract's range: 0 to 2⁵³.
    private func number(_ number: Int64?) -> JSONValue? {
        number.flatMap { (0...1 << 53).contains($0) ? .integer($0) : nil }
    }

    /// The kind of message that media of this type make.
    static func kind(of mimetype: String?) -> String? {
        guard let mimetype, !mimetype.isEmpty else { return nil }
        for kind in ["image", "video", "audio"] where mimetype.hasPrefix("\(kind)/") { return kind }
        return "document"
    }
}

/// Keeps credentials out of the addresses of media.
enum MediaURL {
    private static let credentials = ["key", "token", "signature", "credential", "secret", "password", "auth", "sig"]

    /// The address without user and password and without the parameters of the query that grant access; nil for anything but
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
