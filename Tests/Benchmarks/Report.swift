import Glibc
import JSON
import TestSupport

/// Prints results, one JSON object a line.
struct Report {
    /// Whether no floor was missed so far.
    private(set) var holdsEveryFloor = true
    private let versions: JSONValue
    private let host: JSONValue

    /// A report of measurements with these versions.
    init(versions: [String: String]) {
        self.versions = .object(
            versions.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .string($0.value)) })
        host = .object([
            .init(name: "cores", value: .integer((try? Shell.output("bash", "nproc")).flatMap(Self.number) ?? 0)),
            .init(name: "processor", value: .string((try? Shell.output("bash", Self.processor)).map(Self.line) ?? "")),
        ])
    }

    private static let processor = "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1"
    private static func line(_ text: String) -> String { String(text.prefix { $0 != "\n" }) }
    private static func number(_ text: String) -> Int? { Int(line(text)) }

    /// Events a second against the yardstick's rows a second: the ratio must not be below the floor.
    mutating func rate(_ name: String, _ value: Double, yardstick: Double, floor: Double, aim: Double) {
        let ratio = value / yardstick
        judge(name, ratio >= floor)
        line(
            name, value, "events/s", yardstick: Self.rounded(yardstick), ratio: Self.rounded(ratio, 1_000), floor, aim)
    }

    /// Something that must not be above the floor.
    mutating func limit(_ name: String, _ value: Double, unit: String, floor: Double, aim: Double) {
        judge(name, value <= floor)
        line(name, value, unit, yardstick: .null, ratio: .null, floor, aim)
    }

    /// Something that is only told.
    mutating func told(_ name: String, _ value: Double, unit: String) {
        line(name, value, unit, yardstick: .null, ratio: .null, nil, nil)
    }

    private mutating func judge(_ name: String, _ holds: Bool) {
        if holds { return }
        holdsEveryFloor = false
        say("\(name): the floor is not held")
    }

    private func line(
        _ name: String, _ value: Double, _ unit: String, yardstick: JSONValue, ratio: JSONValue, _ floor: Double?,
        _ aim: Double?
    ) {
        let result = JSONValue.object([
            .init(name: "name", value: .string(name)), .init(name: "value", value: Self.rounded(value)),
            .init(name: "unit", value: .string(unit)), .init(name: "yardstick", value: yardstick),
            .init(name: "ratio", value: ratio), .init(name: "floor", value: floor.map { Self.rounded($0, 1_000) } ?? .null),
            .init(name: "aim", value: aim.map { Self.rounded($0, 1_000) } ?? .null), .init(name: "host", value: host),
            .init(name: "versions", value: versions),
        ])
        let bytes = Array((result.text + "\n").utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
    }

    private static func rounded(_ number: Double, _ places: Double = 10) -> JSONValue {
        let value = (number * places).rounded() / places
        return value == value.rounded() && abs(value) < 1e15 ? .integer(Int64(value)) : .number("\(value)")
    }
}

/// The value in the middle.
func median(_ values: [Double]) -> Double { percentile(values, 0.5) }

/// The value that so large a part of all is not above.
func percentile(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return sorted[min(sorted.count - 1, max(0, Int((Double(sorted.count) * part).rounded(.up)) - 1))]
}
