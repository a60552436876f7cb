import JSON

/// A place on the map as text: its name and address, and a `geo:` URI (RFC 5870) that maps open.
enum MapPlace {
    /// From the protocol's own names, or WhatsApp Web's and WAHA's.
    static func text(_ place: JSONValue) -> String? {
        var lines = [place["name"]?.word, place["address"]?.word, place["description"]?.word].compactMap { $0 }
        if let latitude = degrees(place["degreesLatitude"] ?? place["latitude"]),
            let longitude = degrees(place["degreesLongitude"] ?? place["longitude"])
        {
            lines.append("geo:\(latitude),\(longitude)")
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    private static func degrees(_ value: JSONValue?) -> Double? {
        let degrees = value?.double ?? value?.string.flatMap(Double.init)
        return degrees.flatMap { abs($0) <= 180 ? $0 : nil }
    }
}
