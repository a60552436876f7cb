import Bytes
import Testing

@testable import Events

@Suite("An event's traceparent")
struct TraceTests {
    static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let arena = Arena()

    func found(_ value: String?, headers: [(String, String?)] = []) -> String? {
        var builder = PackedHeaders.Builder()
        for (name, value) in headers { builder.add(name: arena.copy(name), value: value.map { arena.copy($0) }) }
        let record = Record(
            logID: 1, topic: 0, partition: 0, offset: 0, timestamp: 0, key: nil, value: value.map { arena.copy($0) },
            headers: builder.finish(into: arena))
        return EventReader(arena: Arena()).traceParent(of: record)?.string
    }

    @Test("Stands in a structured event, poison or not")
    func structured() {
        #expect(found(#"{"specversion":"1.0","traceparent":"\#(Self.trace)","data":{}}"#) == Self.trace)
        #expect(found(#"{"specversion":"9","type":7,"traceparent":"\#(Self.trace)"}"#) == Self.trace)
        #expect(found(#"{"specversion":"1.0","data":{"traceparent":"\#(Self.trace)"}}"#) == nil)
        #expect(found(#"{"specversion":"1.0","traceparent":7}"#) == nil)
    }

    @Test("Or in a header: the attribute's own, else what tracing libraries set")
    func headers() {
        #expect(found("{}", headers: [("ce_specversion", "1.0"), ("ce_traceparent", Self.trace)]) == Self.trace)
        #expect(found(nil, headers: [("ce_type", "t"), ("ce_traceparent", Self.trace)]) == Self.trace)
        #expect(found("no json", headers: [("traceparent", Self.trace)]) == Self.trace)
        #expect(found(#"{"specversion":"1.0"}"#, headers: [("traceparent", Self.trace)]) == Self.trace)
        #expect(found("{}", headers: [("traceparent", "x"), ("ce_traceparent", Self.trace)]) == Self.trace)
        #expect(found("{}", headers: [("traceparent", nil)]) == nil)
        #expect(found(nil) == nil)
    }

    @Test("And changes nothing of what is read otherwise")
    func reading() {
        let reader = EventReader(arena: Arena())
        let text =
            #"{"specversion":"1.0","id":"1","source":"/g","type":"whatsapp.session.starting","subject":"s","time":"2026-11-23T10:00:00Z","traceparent":7}"#
        let record = Record(
            logID: 1, topic: 0, partition: 0, offset: 0, timestamp: 0, key: nil, value: arena.copy(text))
        guard case .event = reader.read(record) else {
            Issue.record("it is an event")
            return
        }
        #expect(reader.invalidFields == 0)
    }
}
