import Glibc
import JSON
import TestSupport
import Testing

extension Faults {
    /// Two monitors as processes; the active one dies, or is frozen and comes back.
    @Suite("A monitor's successor", .timeLimit(.minutes(6)))
    struct TakeoverTests {
        private let ground: MonitorGround
        private var prefix: String { ground.prefix }

        init() throws { ground = try MonitorGround("takeover") }

        /// A monitor, and the port that its endpoints listen on.
        private struct Member {
            let child: Shell.Child
            let port: Int

            /// One of its metrics' lines that begin so; nil where it doesn't answer.
            func metrics(_ name: String) -> [Substring]? {
                guard let answer = try? HTTPClient(port: UInt16(port)).ask("GET", "/metrics") else { return nil }
                return answer.body.split(separator: "\n").filter { $0.hasPrefix(name) }
            }
        }

        private func monitor() throws -> Member {
            let port = FreePorts.pick(1)[0]
            let child = try ground.monitor(port: port)
            return Member(child: child, port: port)
        }

        private func holder() throws -> String? {
            try ground.rows("SELECT holder FROM zapline.monitor_lease WHERE expires_at > clock_timestamp()").first?[0]
        }

        private func change(_ kind: String, _ epoch: Int) throws {
            try ground.change(Array(repeating: (kind, "{}"), count: 20), epoch: epoch)
        }

        /// The verdicts that stand on the topic for the sessions.
        private func verdicts(_ topic: TopicReader) -> Set<String> {
            var newest: [String: String] = [:]
            for record in topic.records where record.key.hasPrefix("session/") { newest[record.key] = record.value }
            return Set(newest.values.map { (try? JSONValue(parsing: $0))?["data"]?["verdict"]?.string ?? "none" })
        }

        @Test(
            "It takes over within 15 s, whether the active one is killed or frozen; awake again, that one is silent",
            arguments: [SIGKILL, SIGSTOP])
        func takeover(_ signal: Int32) async throws {
            let members = [try monitor(), try monitor()]
            defer { for member in members { kill(member.child.pid, SIGKILL) } }
            var topic = try TopicReader(ground.settings, [prefix + "health"])
            try change("connected", 1)
            #expect(
                await eventually(within: .seconds(60)) {
                    topic.read()
                    return verdicts(topic) == ["ok"]
                })
            let name = try #require(try holder())
            let active = try #require(members.first { name.hasSuffix("/\($0.child.pid)") })
            let other = try #require(members.first { !name.hasSuffix("/\($0.child.pid)") })
            #expect(
                await eventually(within: .seconds(30)) {
                    active.metrics("zapline_sessions{")?.contains { $0.hasSuffix(" 20") } == true
                })
            #expect(other.metrics("zapline_monitor_active") == ["zapline_monitor_active 0"])
            #expect(other.metrics("zapline_sessions{") == [], "one that stands by knows of no session")
            kill(active.child.pid, signal)
            let began = ContinuousClock.now
            #expect(
                await eventually(within: .seconds(15)) {
                    other.metrics("zapline_monitor_active") == ["zapline_monitor_active 1"]
                })
            print("takeover after \(ContinuousClock.now - began)")
            // It is told at once, and not at the next heartbeat.
            let own = "monitor/\(try #require(try holder()))"
            #expect(own != "monitor/\(name)")
            #expect(
                await eventually(within: .seconds(15)) {
                    topic.read()
                    return topic.records.contains { $0.key == own && !$0.value.isEmpty }
                })
            try change("failed", 2)
            #expect(
                await eventually(within: .seconds(60)) {
                    topic.read()
                    return verdicts(topic) == ["down"]
                })
            if signal == SIGSTOP { try await awake(active, &topic) }
            try topic.readToEnd()
            #expect(topic.records.last { $0.key == "monitor/\(name)" }?.value == "", "its heartbeat is off the topic")
            kill(other.child.pid, SIGTERM)
            #expect(other.child.wait().end == .code(0))
        }

        /// The frozen one wakes: it shows nothing of what it knew, and says nothing more.
        private func awake(_ member: Member, _ topic: inout TopicReader) async throws {
            kill(member.child.pid, SIGCONT)
            func shown() -> [Substring]? {
                ["zapline_monitor_active", "zapline_sessions{", "zapline_consumer_lag"].reduce(into: [Substring]?([])) {
                    if let lines = member.metrics($1) { $0?.append(contentsOf: lines) } else { $0 = nil }
                }
            }
            #expect(
                await eventually(within: .seconds(30)) { shown() == ["zapline_monitor_active 0"] },
                "\(shown()?.joined(separator: "\n") ?? "no answer")")
            let place = topic.records.count
            try change("connected", 3)
            #expect(
                await eventually(within: .seconds(60)) {
                    topic.read()
                    return verdicts(topic) == ["ok"]
                })
            #expect(
                !topic.records.dropFirst(place).contains {
                    $0.value.contains(#""down""#) && $0.key.hasPrefix("session/")
                })
            kill(member.child.pid, SIGTERM)
            #expect(member.child.wait().end == .code(0))
        }
    }
}
