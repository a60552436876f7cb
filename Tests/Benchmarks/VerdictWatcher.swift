import Bytes
import Consumers
import JSON
import Kafka
import Synchronization
import TestSupport

/// Reads `whatsapp.health` as any team would, on a thread of its own, and says when a session's verdict arrived.
final class VerdictWatcher: Sendable {
    private struct State {
        /// Sessions of which anything was said.
        var known: Set<String> = []
        /// What is waited for: the session, the reason's code and when its cause was published.
        var probes: [String: (code: String, published: ContinuousClock.Instant)] = [:]
        /// Milliseconds from a cause to its verdict.
        var delays: [Double] = []
        /// Verdicts that are not what a person would say of a session that works.
        var wrong: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let hasEnded = Atomic(false)

    /// How many sessions something was said of.
    var known: Int { state.withLock { $0.known.count } }

    /// How many verdicts are still waited for.
    var waiting: Int { state.withLock { $0.probes.count } }

    /// Milliseconds from each cause to its verdict.
    var delays: [Double] { state.withLock { $0.delays } }

    /// How often a session was said not to be well for another reason than its probe's, by the code.
    var wrong: [String: Int] { state.withLock { $0.wrong } }

    /// A cause is about to be published.
    func expect(_ code: String, of instance: String) {
        state.withLock { $0.probes["session/\(instance)"] = (code, .now) }
    }

    /// Ends the reading.
    func end() { hasEnded.store(true, ordering: .releasing) }

    /// Reads until the end.
    func run(_ bench: Bench, topic: String) throws {
        let settings = ClientSettings(
            bootstrapServers: bench.kafka.bootstrapServers, properties: ["fetch.wait.max.ms": "10"])
        let consumer = try Consumer(settings, group: nil, limits: QueueLimits(kilobytes: 8_192)) { _ in }
        let queue = try consumer.makeQueue()
        let places = (0..<4).map { TopicPartition(topic, Int32($0)) }
        for place in places { try consumer.forward(place, to: queue) }
        try consumer.assign(Dictionary(uniqueKeysWithValues: places.map { ($0, 0) }))
        while !hasEnded.load(ordering: .acquiring) {
            queue.consume(timeout: .milliseconds(50)) { message in
                take(message)
                return true
            }
            while consumer.poll(.zero) != nil {}
        }
        _ = consumer.close(deadline: .seconds(5))
    }

    private func take(_ message: borrowing FetchedMessage) {
        guard message.problem == nil, let key = message.key?.string, let value = message.value?.array else { return }
        let now = ContinuousClock.now
        let data = (try? JSONValue(parsing: value))?["data"]
        let reasons = data?["reasons"]?.array ?? []
        // Nor may the monitor take itself for late.
        if key == "pipeline/health", ["degraded", "down"].contains(data?["verdict"]?.string ?? "") {
            state.withLock { $0.wrong[key, default: 0] += 1 }
        }
        guard key.hasPrefix("session/") else { return }
        let codes = reasons.compactMap { $0["code"]?.string }
        state.withLock { state in
            state.known.insert(key)
            if let probe = state.probes[key], codes.contains(probe.code) {
                state.delays.append((now - probe.published) / .milliseconds(1))
                state.probes[key] = nil
            } else {
                for code in codes where !Self.expected.contains(code) { state.wrong[code, default: 0] += 1 }
            }
        }
    }

    /// What probes lead to, which is said again later.
    private static let expected: Set = ["banned", "disconnected"]
}
