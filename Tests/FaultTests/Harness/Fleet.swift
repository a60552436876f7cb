import Glibc
import Synchronization
import TestSupport

/// The consumers of a case: those that run, and those that did.
final class Fleet: Sendable {
    private let bench: FaultBench
    private let environment: [String: String]
    private let members = Mutex<[ConsumerProcess]>([])

    /// No process yet.
    ///
    /// - parameter environment: settings that each of its processes gets.
    init(on bench: FaultBench, environment: [String: String] = [:]) {
        self.bench = bench
        self.environment = environment
    }

    /// Every process that was started, in that order.
    var all: [ConsumerProcess] { members.withLock { $0 } }

    /// Those that have not ended, frozen ones too.
    func running(_ program: ConsumerProcess.Program? = nil) -> [ConsumerProcess] {
        all.filter { $0.end == nil && (program == nil || $0.program == program) }
    }

    /// Starts one more.
    @discardableResult
    func start(_ program: ConsumerProcess.Program, _ arguments: [String] = []) throws -> ConsumerProcess {
        let process = try ConsumerProcess(program, on: bench, arguments: arguments, environment: environment)
        members.withLock { $0.append(process) }
        return process
    }

    /// Starts so many of each program.
    func start(copies: Int) throws {
        for _ in 0..<copies {
            for program in ConsumerProcess.Program.allCases { try start(program) }
        }
    }

    /// Lets every frozen process go on, and has so many of each program run.
    func heal(copies: Int) throws {
        for process in running() where process.isFrozen { process.thaw() }
        for program in ConsumerProcess.Program.allCases {
            for _ in running(program).count..<max(copies, running(program).count) { try start(program) }
        }
    }

    /// SIGTERM to all that run; what went wrong with that, a sentence each.
    func stop() async -> [String] {
        let leaving = running()
        for process in leaving { process.terminate() }
        var problems: [String] = []
        for process in leaving {
            let end = await process.waitForEnd()
            if end != .code(0) { problems.append("after SIGTERM \(process.program.rawValue) \(Self.text(end))") }
        }
        return problems
    }

    /// Runs each program until the log's end; what went wrong with that, a sentence each.
    func runUntilEnd() async throws -> [String] {
        let last = try ConsumerProcess.Program.allCases.map { try start($0, ["--until-end"]) }
        var problems: [String] = []
        for process in last {
            let end = await process.waitForEnd(within: .seconds(90))
            if end != .code(0) { problems.append("\(process.program.rawValue) --until-end \(Self.text(end))") }
        }
        return problems
    }

    /// Ends every process at once.
    func kill() { for process in running() { process.kill() } }

    private static func text(_ end: Shell.End?) -> String {
        switch end {
        case .code(let code): "ended with code \(code)"
        case .signal(let number): "ended by signal \(number)"
        case nil: "did not end"
        }
    }
}
