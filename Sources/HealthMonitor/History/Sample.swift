import Glibc

/// Five minutes of a subject in two bytes: the worst verdict, and a figure to about half a percent.
package struct Sample: Hashable, Sendable {
    /// The bits: 0 is none; else three of the verdict over thirteen of the figure's logarithm.
    let bits: UInt16

    /// Nothing was looked at.
    package static let none = Sample(bits: 0)

    /// Steps of the logarithm to a doubling: 2^(1/150) is 0.46 %, and thirteen bits reach 10^16.
    private static let steps = 150.0
    private static let levelMask: UInt16 = 0x1FFF
    /// In the order of gravity, so that the greater number is the worse verdict.
    private static let verdicts: [Verdict] = [.ok, .unknown, .degraded, .down]

    init(bits: UInt16) { self.bits = bits }

    /// A sample; a figure that is none counts as 0.
    package init(_ verdict: Verdict, _ figure: Double) {
        let place = UInt16(Self.verdicts.firstIndex(of: verdict) ?? 0) + 1
        let level = figure > 0 ? min(log2(1 + figure) * Self.steps, Double(Self.levelMask)) : 0
        bits = place << 13 | UInt16(level.rounded())
    }

    /// The verdict, or nil where there is no sample.
    package var verdict: Verdict? { bits >> 13 == 0 ? nil : Self.verdicts[Int(bits >> 13) - 1] }

    /// The figure, to three digits.
    package var figure: Double {
        let value = exp2(Double(bits & Self.levelMask) / Self.steps) - 1
        let unit = pow(10, (log10(max(value, 1))).rounded(.down) - 2)
        return value < 1_000 ? value.rounded() : (value / unit).rounded() * unit
    }

    /// What is left of two looks in one slot: the worse verdict and the greater figure.
    func merged(_ other: Sample) -> Sample {
        Sample(bits: max(bits >> 13, other.bits >> 13) << 13 | max(bits & Self.levelMask, other.bits & Self.levelMask))
    }

    /// Its letter in the history's text.
    var letter: Character {
        switch verdict {
        case nil: "."
        case .ok: "o"
        case .unknown: "u"
        case .degraded: "d"
        case .down: "x"
        }
    }
}
