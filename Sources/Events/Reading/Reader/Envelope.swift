import Bytes

/// CloudEvents' attributes, wherever they stood, before anything is required of them.
struct Envelope {
    var specversion: Found<ByteView>
    var id: Found<ByteView>
    var source: Found<ByteView>
    var type: Found<ByteView>
    var subject: Found<ByteView>
    var time: Found<Int64>
    var sessionEpoch: Found<Int64>
    var sequence: Found<UInt64>

    /// What `sessionepoch` can be.
    static let epochs: ClosedRange<Int64> = 0...Int64(Int32.max)

    /// The number that 1 to 20 digits below 2⁶⁴ spell.
    static func sequence(_ text: ByteView) -> UInt64? {
        1...20 ~= text.count ? number(text) : nil
    }

    /// The number below 2⁶⁴ that digits spell; nil for anything else.
    static func number(_ text: ByteView) -> UInt64? {
        unsafe text.withBytes { bytes in
            guard bytes.count > 0 else { return nil }
            var result: UInt64 = 0
            for index in 0..<bytes.count {
                let digit = unsafe bytes[index] &- UInt8(ascii: "0")
                let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
                let (next, carry) = tens.addingReportingOverflow(UInt64(digit))
                guard digit <= 9, !overflow, !carry else { return nil }
                result = next
            }
            return result
        }
    }
}
