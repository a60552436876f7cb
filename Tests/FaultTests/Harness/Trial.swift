import Glibc
import TestSupport
import Testing

/// One case: consumers under load, a fault, the way back to zero lag, and the judgement.
final class Trial {
    /// The case's servers.
    let bench: FaultBench
    /// Its consumers.
    let fleet: Fleet
    /// How far they are.
    let settling: Settling
    /// The random numbers of its seed.
    var random: SeededGenerator
    private let load: Load
    private var report: Report

    /// How a case runs.
    struct Plan {
        /// Processes of each program.
        var copies = 2
        /// Events a second.
        var rate = 300
        /// Settings that each process gets.
        var environment: [String: String] = [:]
        /// How long the way back to zero lag may take.
        var recovery = Duration.seconds(120)
    }

    private init(_ name: String, seed: UInt64, on bench: FaultBench, _ plan: Plan) throws {
        self.bench = bench
        fleet = Fleet(on: bench, environment: plan.environment)
        settling = try Settling(bench)
        random = SeededGenerator(seed)
        report = Report(fault: name, seed: seed)
        load = try Load(on: bench, seed: seed, rate: plan.rate)
    }

    /// Runs a case, prints its report, and records an issue for each thing that is wrong.
    ///
    /// - parameter fault: does the harm and ends it. What it leaves away is to be missed: recovery is measured from its return on.
    static func run(
        _ name: String, seed: UInt64, on bench: FaultBench, _ plan: Plan = Plan(),
        isolation: isolated (any Actor)? = #isolation, fault: (Trial) async throws -> Void
    ) async throws {
        let trial = try Trial(name, seed: seed, on: bench, plan)
        await trial.attempt { try await trial.harm(plan, fault) }
        await trial.attempt { try await trial.judge() }
        trial.fleet.kill()
        trial.publish()
    }

    /// Says what the case found that a reader of the report should know.
    func note(_ text: String) { report.notes.append(text) }

    /// Whether every process that runs says that it isn't ready.
    var isRed: Bool {
        let awake = fleet.running().filter(\.isAwake)
        return !awake.isEmpty && awake.allSatisfy { $0.ask("/readyz")?.status == 503 }
    }

    /// No event comes any more, and those that did are in the log; `Load` says within which time.
    func quiet() async throws { try await load.pause() }

    /// Something is wrong; the case goes on.
    func problem(_ text: String) { report.problems.append(text) }

    /// Lets so much of the fault's own time pass: how long something is away is part of the fault, not a wait for a result.
    func pass(_ time: Duration, isolation: isolated (any Actor)? = #isolation) async {
        let end = ContinuousClock.now + time
        _ = await eventually(within: time) { ContinuousClock.now >= end }
    }

    /// Waits until `condition` holds, which it must within `limit`.
    func expect(
        _ what: String, within limit: Duration = .seconds(60), isolation: isolated (any Actor)? = #isolation,
        _ condition: () throws -> Bool
    ) async {
        if await !eventually(within: limit, { (try? condition()) == true }) { problem("not within \(limit): \(what)") }
    }

    private func harm(
        _ plan: Plan, isolation: isolated (any Actor)? = #isolation, _ fault: (Trial) async throws -> Void
    ) async throws {
        try fleet.start(copies: plan.copies)
        // Under way: with nothing in the log yet, zero lag would mean nothing.
        await expect("events in the log", within: .seconds(120)) { try settling.ends().values.reduce(0, +) > 300 }
        try await settling.waitForZeroLag()
        let watch = Watch(fleet)
        let began = ContinuousClock.now
        await attempt { try await fault(self) }
        report.faultTime = ContinuousClock.now - began
        await attempt {
            report.recovery = try await settling.waitForZeroLag(since: began + report.faultTime, within: plan.recovery)
        }
        (report.ready, report.health) = try await watch.stop()
    }

    private func judge(isolation: isolated (any Actor)? = #isolation) async throws {
        let count = try await load.stop()
        // What never got to the log's end while events came won't now either.
        try await settling.waitForZeroLag(within: report.recovery == nil ? .seconds(20) : .seconds(120))
        report.events = try settling.ends().values.reduce(0, +)
        report.problems += await fleet.stop()
        let before = try Verdict.snapshot(of: bench)
        report.problems += try await fleet.runUntilEnd()
        let after = try Verdict.snapshot(of: bench)
        if before != after { problem("a run until the end changed something: \(before), then \(after)") }
        report.problems += try Verdict.problems(on: bench, delivered: count.delivered, ends: report.events)
        if count.failed > 0 { note("\(count.failed) records were given up by the producer") }
    }

    private func attempt(isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void) async {
        do { try await body() } catch { problem("\(error)") }
    }

    private func publish() {
        print(report.line)
        Self.flush()
        guard !report.problems.isEmpty else { return }
        for process in fleet.all {
            print("--- \(process.program.rawValue) \(process.pid), the end of its log")
            for line in process.log.suffix(40) { print(line) }
        }
        print("to repeat it: \(report.repetition)")
        Self.flush()
        for problem in report.problems {
            Issue.record("\(report.fault), seed \(report.seed): \(problem) [\(report.repetition)]")
        }
    }

    /// > fflush(3): If the stream argument is NULL, fflush() flushes all open output streams.
    private static func flush() { _ = fflush(nil) }
}
