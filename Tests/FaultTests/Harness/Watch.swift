import Glibc
import JSON
import Synchronization
import TestSupport

/// Asks every process for `/readyz` and `/healthz` again and again, as an operator's probes do, and keeps what they said.
final class Watch: Sendable {
    /// What one endpoint said.
    struct Answers: Sendable {
        /// How often each status code came; 0 stands for no answer.
        var counts: [Int: Int] = [:]
        /// The first reason that came with each.
        var reasons: [Int: String] = [:]

        /// For a report: `200 ×12, 503 ×3 (status: broker: …)`.
        var text: String {
            counts.sorted { $0.key < $1.key }.map { code, count in
                (code == 0 ? "no answer" : "\(code)") + " ×\(count)" + (reasons[code].map { " (\($0))" } ?? "")
            }.joined(separator: ", ")
        }
    }

    private struct State {
        var answers: [String: Answers] = [:]
        var isStopping = false
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private let shared = Shared()
    private let work: Task<Void, any Error>

    /// Begins at once.
    init(_ fleet: Fleet) {
        let shared = shared
        work = Task {
            try await onOwnThread {
                while !shared.state.withLock({ $0.isStopping }) {
                    for process in fleet.running() { Self.look(at: process, shared) }
                    _ = poll(nil, 0, 200)
                }
            }
        }
    }

    /// Ends; what `/readyz` and `/healthz` said meanwhile.
    func stop() async throws -> (ready: Answers, health: Answers) {
        shared.state.withLock { $0.isStopping = true }
        try await work.value
        let answers = shared.state.withLock { $0.answers }
        return (answers["/readyz"] ?? Answers(), answers["/healthz"] ?? Answers())
    }

    private static func look(at process: ConsumerProcess, _ shared: Shared) {
        // One that hasn't begun to listen has nothing to say yet.
        guard process.isFrozen || process.port != nil else { return }
        for path in ["/readyz", "/healthz"] {
            let answer = process.ask(path)
            // One that was killed between two looks has no answer to give.
            guard answer != nil || process.end == nil else { return }
            let reason = answer.flatMap { Self.reason($0.body) }
            shared.state.withLock { state in
                let code = answer?.status ?? 0
                state.answers[path, default: Answers()].counts[code, default: 0] += 1
                guard let reason, state.answers[path]?.reasons[code] == nil else { return }
                state.answers[path]?.reasons[code] = String(reason.prefix(200))
            }
        }
    }

    private static func reason(_ body: String) -> String? {
        guard let report = try? JSONValue(parsing: Array(body.utf8)) else { return nil }
        return report["needs_restart"]?.string ?? report["reasons"]?[0]?.string
    }
}
