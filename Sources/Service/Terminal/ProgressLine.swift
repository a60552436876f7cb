/// A progress as one line of text.
package struct ProgressLine: Hashable, Sendable {
    /// What is being done.
    package var title: String
    /// What is counted, `events` for example.
    package var unit: String

    /// A line.
    package init(title: String, unit: String) {
        self.title = title
        self.unit = unit
    }

    /// `messages  [#########---------]  48 %  1,204,512 of 2,500,000 events, 98,211/s, 13s left`
    ///
    /// Where the line would not fit, the bar is the first to go.
    package func text(_ state: ProgressState, width: Int, withBar: Bool = true) -> String {
        let percent = state.fraction.map { "\(Int($0 * 100)) %  " } ?? ""
        let counted =
            state.total.map { "\(Self.grouped(state.done)) of \(Self.grouped($0))" } ?? Self.grouped(state.done)
        var tail = "\(percent)\(counted) \(unit), \(Self.grouped(state.rate))/s"
        if let left = state.timeLeft { tail += ", \(DurationText.format(left)) left" }
        let name = DisplayWidth.printable(title)
        let room = width - DisplayWidth.of(name) - DisplayWidth.of(tail) - 6
        if withBar, room >= 10, let fraction = state.fraction {
            let cells = min(40, room)
            let full = Int(fraction * Double(cells))
            let bar = String(repeating: "#", count: full) + String(repeating: "-", count: cells - full)
            return "\(name)  [\(bar)]  \(tail)"
        }
        return DisplayWidth.cut("\(name)  \(tail)", to: width)
    }

    /// The nearest whole number, in groups.
    static func grouped(_ number: Double) -> String {
        grouped(number.magnitude < 9e18 ? Int(number.rounded()) : .max)
    }

    /// `1,204,512`.
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
