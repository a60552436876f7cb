import Glibc

/// Measures the consumers, each as a program of its own against a real broker and a real database, and prints one JSON line a
/// result on standard output; how it goes is told on standard error.
///
///     benchmarks [--events N] [--rounds N] [--rate N] [--lanes N] [--max-rate N] [PART]…
///
/// Only where they are named: `replay-under-load`, a million events that are rebuilt while others arrive, and `monitor-sessions`, ten
/// thousand sessions that the monitor watches.
///
/// Exit codes: 0 every floor is held, 1 one is not, 64 bad usage, 69 no broker can be had, 70 a run went wrong.
@main
enum Main {
    static func main() async {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            say(
                "usage: benchmarks [--events N] [--rounds N] [--rate N] [--lanes N] [--max-rate N] "
                    + "[\(Options.known.joined(separator: "|"))]…")
            exit(64)
        }
        guard Bench.isPossible else {
            say("benchmarks: KAFKA_HOME is not set: name the folder of an Apache Kafka distribution")
            exit(69)
        }
        do {
            exit(try await run(options) ? 0 : 1)
        } catch {
            say("benchmarks: \(error)")
            exit(70)
        }
    }

    private static func run(_ options: Options) async throws -> Bool {
        let bench = try Bench(options)
        var report = Report(versions: try bench.versions())
        if options.measuresThroughput { try await Throughput(bench).run(&report) }
        if options.parts.contains("latency") { try await Latency(bench).run(&report) }
        if options.parts.contains("replay-under-load") { try await ReplayUnderLoad(bench).run(&report) }
        if options.parts.contains("monitor-sessions") { try await MonitorSessions(bench).run(&report) }
        return report.holdsEveryFloor
    }
}

/// Tells how it goes.
func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
}
