import Telemetry
import Testing

@Suite("traceparent")
struct TraceParentTests {
    /// The example of https://www.w3.org/TR/trace-context/#examples-of-http-traceparent-headers
    static let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test(
        "What keeps the grammar is read",
        arguments: [example, "01-" + example.dropFirst(3), "cc-" + example.dropFirst(3) + "-more"])
    func reads(_ text: String) throws {
        let trace = try #require(TraceParent(text))
        #expect(trace.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace.spanID == "00f067aa0ba902b7")
    }

    @Test(
        "Anything else is none, so that nothing else comes into a log",
        arguments: [
            "", "x", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", example + "-more", example + " ",
            " " + example,
            "ff-" + example.dropFirst(3), "0x-" + example.dropFirst(3), "cc-" + example.dropFirst(3) + ".more",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0é",
        ])
    func refuses(_ text: String) { #expect(TraceParent(text) == nil) }
}
