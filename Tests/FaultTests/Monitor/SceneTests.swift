import JSON
import TestSupport
import Testing

/// What an operator sees of each fault, wherever he looks: on the topic, on the page, at the endpoints, in his terminal. Green nowhere.
extension Faults {
    @Suite("A fault is green nowhere", .timeLimit(.minutes(10)))
    struct SceneTests {
        /// At once, since each waits for others' timeouts for most of its time.
        @Test("The monitor is killed, the database is stopped, the broker is stopped, one consumer is frozen")
        func scenes() async throws {
            let scenes: [@Sendable () async throws -> Void] = [
                monitorKilled, databaseStopped, brokerStopped, consumerFrozen,
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for scene in scenes { group.addTask { try await scene() } }
                try await group.waitForAll()
            }
        }

        private func verdict(_ value: JSONValue?) -> String? { value?["verdict"]?.string }

        /// The monitor is killed: nobody answers, and within two minutes the topic's readers know it.
        private func monitorKilled() async throws {
            let scene = try await Scene()
            defer { scene.end() }
            try await scene.waitUntilGreen()
            let port = try #require(scene.monitor.port)
            // By its first heartbeat it knows the broker's clock, which here is its own.
            #expect(
                await eventually(within: .seconds(90)) {
                    let skew = scene.page()?.subjects["pipeline/broker"]?["clockSkewSeconds"]?.double
                    return skew.map { $0.magnitude < 1 } ?? false
                })
            scene.monitor.kill()
            #expect(HTTPClient.isRefused(port: port))
            let (isKnown, watched) = await scene.watch(within: .seconds(120)) { $0.end == .code(1) }
            #expect(isKnown)
            #expect(watched.subjects.count > 5)
            #expect(watched.subjects.values.allSatisfy { verdict($0) == "unknown" })
            #expect(watched.subjects.keys.allSatisfy { watched.codes($0) == ["no-heartbeat"] })
            #expect(watched.errors.contains("NO HEARTBEAT"))
            // The topic itself still says what was said last: that is why the heartbeat's age counts.
            let topic = try scene.topic()
            #expect(verdict(topic["session/loja"]?["data"]) == "ok")
        }

        /// The database is stopped: the topic, the page, the endpoints and the watch say so, and that nobody watches sessions.
        private func databaseStopped() async throws {
            let scene = try await Scene()
            defer { scene.end() }
            try await scene.waitUntilGreen()
            scene.postgres.killServer()
            let (isKnown, watched) = await scene.watch(within: .seconds(90)) { seen in
                // Each thread says so in its own time.
                seen.codes("session/loja") == ["unwatched"] && seen.verdict("pipeline/database") == "down"
                    && seen.verdict("pipeline/canary") == "unknown"
            }
            #expect(isKnown, "\(watched.reasons)")
            #expect(watched.end == .code(1))
            #expect(watched.verdict("session/loja") == "unknown")
            let wells = watched.subjects.filter { verdict($0.value) == "ok" }.keys.sorted()
            // The broker is well, and the monitor's heartbeat is its own; nothing that hangs on the database is.
            #expect(wells == ["pipeline/broker"] || wells.isEmpty, "\(wells)")
            #expect(watched.codes("pipeline/database") == ["database"])
            let topic = try scene.topic()
            #expect(verdict(topic["pipeline/database"]?["data"]) == "down")
            #expect(verdict(topic["pipeline/canary"]?["data"]) == "unknown")
            #expect(scene.health(scene.monitor)?.status == "degraded")
            #expect(scene.monitor.ask("/readyz")?.status == 503)
            #expect(scene.archiver.ask("/readyz")?.status == 503)
            let page = try #require(scene.page())
            #expect(
                page.subjects.filter { $0.key != "pipeline/broker" && verdict($0.value) == "ok" }.keys.sorted() == [])
            #expect(page.whole["database"]?.string != nil)
            scene.postgres.startServer()
            try await scene.waitUntilGreen()
        }

        /// The broker is stopped: the page and the endpoints say so, and the watch says that it can't be reached.
        private func brokerStopped() async throws {
            let scene = try await Scene()
            defer { scene.end() }
            try await scene.waitUntilGreen()
            scene.cluster.kill(0)
            let watched = try await scene.watch()
            #expect(watched.end == .code(69))
            #expect(watched.subjects.isEmpty)
            #expect(watched.errors.contains("doesn't answer"))
            var page: (subjects: [String: JSONValue], whole: JSONValue)?
            let isKnown = await eventually(within: .seconds(90)) {
                page = scene.page()
                return page?.whole["broker"]?.string != nil && verdict(page?.subjects["pipeline/broker"]) == "down"
            }
            #expect(isKnown, "\(page?.whole.text ?? "no page")")
            // Each thread sees it in its own time.
            #expect(
                await eventually(within: .seconds(30)) { verdict(scene.page()?.subjects["pipeline/canary"]) != "ok" })
            #expect(scene.health(scene.monitor)?.status == "degraded")
            #expect(scene.monitor.ask("/readyz")?.status == 503)
            #expect(scene.archiver.ask("/readyz")?.status == 503)
            try scene.cluster.start(0)
            try await scene.waitUntilGreen(within: .seconds(240))
        }

        /// One consumer is frozen: the canary doesn't arrive, its partitions fall behind, and its endpoint is silent.
        private func consumerFrozen() async throws {
            let scene = try await Scene()
            defer { scene.end() }
            try await scene.waitUntilGreen()
            let port = try #require(scene.archiver.port)
            scene.archiver.freeze()
            for number in 0..<20 {
                try scene.publish(
                    "message.received", to: "messages",
                    #"{"messageId":"m\#(number)","chat":"5511@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#)
            }
            // The kernel still takes the connection; nobody answers.
            #expect(throws: (any Error).self) { try HTTPClient(port: port).ask("GET", "/healthz") }
            let (isKnown, watched) = await scene.watch(within: .seconds(150)) { seen in
                seen.codes("pipeline/canary") == ["canary-lost"]
                    && ["degraded", "down"].contains(seen.verdict("pipeline/archive") ?? "")
            }
            #expect(isKnown, "\(watched.reasons)")
            #expect(watched.end == .code(1))
            #expect(watched.verdict("pipeline/canary") == "down")
            let topic = try scene.topic()
            #expect(verdict(topic["pipeline/canary"]?["data"]) == "down")
            let page = try #require(scene.page())
            #expect(verdict(page.subjects["pipeline/canary"]) == "down")
            #expect(verdict(page.subjects["pipeline/archive"]) != "ok")
            #expect(page.subjects.contains { $0.key.hasPrefix("consumer/messages/") && verdict($0.value) != "ok" })
            scene.archiver.thaw()
            try await scene.waitUntilGreen()
        }
    }
}
