import Kafka
import Telemetry
import Testing

@testable import HealthMonitor

@Suite("What the monitor counts")
struct InstrumentTests {
    let metrics = Metrics()

    @Test("Names follow Prometheus' rules")
    func names() throws {
        _ = try MonitorInstruments(in: metrics)
        #expect(metrics.render().contains("zapline_monitor_active 0"))
    }

    @Test("Events count, and say what an operator must know")
    func events() throws {
        let entries = Entries()
        let report = try MonitorReporter(Logger(label: "t", level: .trace, sink: LogSink { entries.add($0) }), metrics)
        report(BecameActive(epoch: 3, previous: nil))
        report(HealthCommitted(sessions: 2, commands: 1, duration: .milliseconds(5)))
        report(RecordsPublished(counts: ["health": 4]))
        report(PositionReset(partition: TopicPartition("whatsapp.messages", 1), from: 9, to: 2))
        report(PublishFailed(error: "_TRANSPORT"))
        let place = ConsumerPlace(pipeline: "status", TopicPartition("whatsapp.lifecycle", 0))
        report(
            LagJudged(consumers: [
                LagJudge().judge(
                    place, row: ConsumerRow(nextOffset: 1), ends: LagJudge.Ends(low: 0, high: 4), now: start
                ) { _ in nil }
            ]))
        let text = metrics.render()
        for line in [
            "zapline_monitor_active 1", "zapline_reconnect_commands_total 1",
            #"zapline_monitor_published_total{topic="health"} 4"#,
            "zapline_monitor_resets_total 1", "zapline_monitor_publish_failures_total 1",
            #"zapline_consumer_lag_records{pipeline="status",topic="whatsapp.lifecycle",partition="0"} 3"#,
        ] { #expect(text.contains(line)) }
        #expect(!text.contains("zapline_consumer_lag_seconds{"))
        #expect(entries.messages.contains("sessions are asked to reconnect"))
        report(BecameStandby(why: "the lease was lost"))
        #expect(metrics.render().contains("zapline_monitor_active 0"))
    }

    @Test("A partition and a pipeline that are gone leave no gauge behind")
    func gone() throws {
        let report = try MonitorReporter(.silent, metrics)
        func judged(_ pipeline: String, _ partition: Int32) -> ConsumerHealth {
            let place = ConsumerPlace(pipeline: pipeline, TopicPartition("whatsapp.lifecycle", partition))
            let row = ConsumerRow(nextOffset: 1, haltReason: "x")
            return LagJudge().judge(place, row: row, ends: LagJudge.Ends(low: 0, high: 4), now: start) { _ in start }
        }
        report(LagJudged(consumers: [judged("status", 0), judged("status", 1), judged("old", 0)]))
        report(LettersCounted(open: ["status": 1, "old": 2]))
        #expect(metrics.render().contains(#"pipeline="old""#))
        report(LagJudged(consumers: [judged("status", 0)]))
        report(LettersCounted(open: ["status": 1]))
        let text = metrics.render()
        #expect(!text.contains(#"pipeline="old""#) && !text.contains(#"partition="1""#))
        for line in [
            #"zapline_consumer_lag_records{pipeline="status",topic="whatsapp.lifecycle",partition="0"} 3"#,
            #"zapline_consumers{pipeline="status",verdict="down"} 1"#,
            #"zapline_dead_letters_open{pipeline="status"} 1"#,
        ] { #expect(text.contains(line)) }
    }

    @Test("A server that gave no answer has no round trip, and no clock")
    func roundTrip() throws {
        let report = try MonitorReporter(.silent, metrics)
        report(ServerLooked(server: .broker, reachable: true, seconds: 0.5, clockSkewSeconds: -0.25))
        #expect(metrics.render().contains(#"zapline_server_round_trip_seconds{server="broker"} 0.5"#))
        #expect(metrics.render().contains(#"zapline_clock_skew_seconds{server="broker"} -0.25"#))
        report(ServerLooked(server: .broker, reachable: false, seconds: nil, clockSkewSeconds: nil))
        #expect(!metrics.render().contains("zapline_server_round_trip_seconds{"))
        #expect(!metrics.render().contains("zapline_clock_skew_seconds{"))
    }

    @Test("A quiet transaction is no line for an operator")
    func quiet() throws {
        let entries = Entries()
        let report = try MonitorReporter(Logger(label: "t", level: .info, sink: LogSink { entries.add($0) }), metrics)
        report(HealthCommitted(sessions: 2, commands: 0, duration: .milliseconds(5)))
        report(RecordsPublished(counts: [:]))
        #expect(entries.messages.isEmpty)
    }
}
