internal import Service

/// Sizes for people, in MiB.
enum MebibyteText {
    /// `512 MiB`; below 100 with one digit behind the point.
    static func format(_ bytes: Int64) -> String { format(Double(bytes)) }

    /// The same of a number of bytes that was measured.
    static func format(_ bytes: Double) -> String {
        let tenths = Int((max(0, min(bytes, 9e17)) / 104_857.6).rounded())
        return tenths < 1_000
            ? "\(tenths / 10).\(tenths % 10) MiB" : "\(ProgressLine.grouped((tenths + 5) / 10)) MiB"
    }
}
