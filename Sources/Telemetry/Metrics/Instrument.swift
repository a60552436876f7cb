/// What a registry can hold: a counter, a gauge, a histogram.
package protocol Instrument: AnyObject, Sendable {}

/// How an instrument renders, which nobody outside has to know.
protocol WritableInstrument: Instrument {
    func write(into text: inout Exposition, _ description: MetricDescription, _ values: [String])
}
