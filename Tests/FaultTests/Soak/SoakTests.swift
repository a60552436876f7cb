import Glibc
import Kafka
import Postgres
import TestSupport
import Testing

extension Faults {
    /// Memory and open files reach a plateau, however long the backlog, however large its records, whatever breaks meanwhile.
    @Suite("What the consumers take of the machine", .timeLimit(.minutes(30)), .serialized)
    struct SoakTests {
        /// MiB that a process may have resident at its peak: some 90 with records of usual size, and for each of three lanes a record
        /// of 8 MiB in each place that it passes (fetched, copied, indexed at four bytes a byte, as a row, on its way to the server).
        static let peak = 288
        /// MiB by which the last part of a run may be above the middle. On a busy machine the large records can all fall into the last
        /// part: with some under way a process takes up to 60 more than without. If they stayed, they would be 160.
        static let growth = 80
        /// Files and sockets that a process may have open: a connection a lane and one a claimer, one a broker, pipes, endpoints.
        static let descriptors = 80

        /// Events that wait before a consumer is there: millions where somebody asked for a long run.
        static var backlog: Int { Int(120_000 * max(1, (FaultSettings.minutes ?? 0) * 3)) }

        /// The broker takes records of 8 MiB, as one would for media.
        static func bench() async throws -> (KafkaCluster, FaultBench) {
            let cluster = try KafkaCluster(settings: [
                "message.max.bytes": "9000000", "replica.fetch.max.bytes": "9000000",
            ])
            let bench = try await FaultBench(
                bootstrapServers: cluster.bootstrapServers, postgres: PrivatePostgres.shared())
            return (cluster, bench)
        }

        @Test(
            "A long backlog with large records, connections cut again and again: memory and open files stay within their bounds"
        )
        func soak() async throws {
            let (cluster, bench) = try await Self.bench()
            let published = try await onOwnThread { try Self.publish(on: bench, Self.backlog) }
            let fleet = Fleet(on: bench)
            for program in ConsumerProcess.Program.allCases { try fleet.start(program) }
            var usage = UsageLog()
            let settling = try Settling(bench)
            let ends = try settling.ends()
            var looks = 0
            let isDone = try await eventually(within: .seconds(60 + Self.backlog / 500)) {
                usage.look(at: fleet.running())
                looks += 1
                if looks % 200 == 100 { try Self.endSessions(bench) }
                guard looks % 50 == 0 else { return false }
                return try settling.lag(behind: ends).isEmpty
            }
            #expect(isDone, "the consumers are still behind")
            for process in fleet.all { Self.judge(process, usage, events: ends.values.reduce(0, +)) }
            #expect(await fleet.stop() == [])
            let rows = try bench.value("SELECT count(*) FROM zapline.event_archive")
            #expect(rows == "\(published)")
            #expect(try bench.value("SELECT max(octet_length(payload)) > 8000000 FROM zapline.event_archive") == "t")
            #expect(try bench.value("SELECT count(*) FROM zapline.dead_letters WHERE state = 'open'") == "0")
            cluster.stop()
        }

        private static func judge(_ process: ConsumerProcess, _ usage: UsageLog, events: Int64) {
            let name = process.program.rawValue
            let (middle, last) = (
                usage.most(of: process.pid, from: 0.25, to: 0.6), usage.most(of: process.pid, from: 0.6, to: 1)
            )
            print(
                """
                {"soak":"\(name)","events":\(events),"peak_mib":\(usage.peak(of: process.pid)),"middle_mib":\(middle.resident),\
                "last_mib":\(last.resident),"descriptors":\(last.descriptors),"samples":\(usage.count(of: process.pid))}
                """)
            #expect(process.end == nil, "\(name) did not live through it")
            #expect(usage.count(of: process.pid) > 100, "too few looks at \(name) to say anything")
            #expect(usage.peak(of: process.pid) <= peak, "\(name)'s memory")
            #expect(last.resident <= middle.resident + growth, "\(name)'s memory grows")
            #expect(
                last.descriptors <= descriptors && last.descriptors <= middle.descriptors + 8, "\(name)'s open files")
        }

        /// What a proxy that restarts does: every session of the consumers ends, in the middle of whatever it does.
        private static func endSessions(_ bench: FaultBench) throws {
            _ = try bench.value(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE 'zapline/%'
                """)
        }

        /// Publishes events as fast as the broker takes them; every ten-thousandth message carries media of 8 MiB in base64.
        private static func publish(on bench: FaultBench, _ count: Int) throws -> Int {
            let settings = ClientSettings(
                bootstrapServers: bench.bootstrapServers, clientID: "soak",
                properties: ["message.max.bytes": "9000000", "linger.ms": "20"])
            let producer = try Producer(settings) { _ in }
            let media = [UInt8](repeating: UInt8(ascii: "A"), count: 8 << 20)
            var archived = 0
            for number in 0..<count {
                let isLifecycle = number % 5 == 0
                var value = Array(isLifecycle ? lifecycle(number).utf8 : message(number).utf8)
                if number % 10_000 == 9_999 {
                    value = Array(value.dropLast(2)) + Array(",\"extra\":\"".utf8) + media + Array("\"}}".utf8)
                }
                try producer.send(
                    OutgoingRecord(
                        topic: bench.prefix + (isLifecycle ? "lifecycle" : "messages"),
                        key: Array("s\(number % 97)".utf8),
                        value: value))
                archived += 1
            }
            guard producer.close(deadline: .seconds(120)) else {
                throw Undelivered(records: producer.pending, lastError: nil)
            }
            return archived
        }

        private static func lifecycle(_ number: Int) -> String {
            """
            {"specversion":"1.0","id":"l\(number)","source":"/gateways/soak/1","type":"whatsapp.session.\
            \(number % 2 == 0 ? "connected" : "disconnected")","subject":"s\(number % 97)","time":"2026-11-23T10:00:00Z",\
            "data":{"reason":"soak \(number)"}}
            """
        }

        private static func message(_ number: Int) -> String {
            """
            {"specversion":"1.0","id":"m\(number)","source":"/gateways/soak/1","type":"whatsapp.message.received",\
            "subject":"s\(number % 97)","time":"2026-11-23T10:00:00Z","data":{"messageId":"M\(number)",\
            "chat":"5511\(number % 500)@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z","text":"hello \(number)"}}
            """
        }
    }
}
