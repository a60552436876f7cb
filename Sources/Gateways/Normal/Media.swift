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
