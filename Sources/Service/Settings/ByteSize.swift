/// A number of bytes, as people write it: `128MiB`, `64KiB`, `1GB`, `512`.
package struct ByteSize: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bytes.
    package var bytes: Int

    /// So many bytes.
    package init(bytes: Int) { self.bytes = bytes }

    /// 1,024 · 1,024 bytes, so many times; cut at the largest number there is.
    package static func mebibytes(_ count: Int) -> ByteSize {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << 20)
        return ByteSize(bytes: overflow ? .max : bytes)
    }

    private static let binary: [(name: String, factor: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ]
    private static let decimal: [(name: String, factor: Int)] = [
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
    ]

    /// A size from its text, or nil where it is none or too large. `KiB` is 1,024 bytes, `KB` 1,000; case doesn't
    /// matter.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let number = Int(digits) else { return nil }
        let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
        let units = Self.binary + Self.decimal + [(name: "", factor: 1)]
        guard let factor = units.first(where: { $0.name.lowercased() == unit })?.factor else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        self.bytes = bytes
    }

    /// Whether `left` is smaller.
    package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    /// The text in the unit that leaves no rest and the smallest number.
    package var description: String {
        let fitting = (Self.binary + Self.decimal).filter { bytes != 0 && bytes % $0.factor == 0 }
        guard let unit = fitting.max(by: { $0.factor < $1.factor }) else { return "\(bytes)B" }
        return "\(bytes / unit.factor)\(unit.name)"
    }
}
