import JSON

/// What the page's raw object (`_data`) knows of media. Its `body` is a thumbnail and `mediaKey` a key: neither is
/// read.
enum WebMedia {
    /// The media of a raw message, or nil where it has none.
    static func of(_ raw: JSONValue?) -> Media? {
        guard let raw, raw["mimetype"]?.word != nil else { return nil }
        return Media(
            mimetype: raw["mimetype"]?.word, filename: raw["filename"]?.word, sha256: SHA256Text.hex(raw["filehash"]),
            caption: raw["caption"]?.word, size: Moment.count(raw["size"]), seconds: Moment.count(raw["duration"]),
            width: Moment.count(raw["width"]), height: Moment.count(raw["height"]))
    }
}
