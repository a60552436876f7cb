import Kafka
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: how long it takes", .timeLimit(.minutes(3)), .serialized)
    struct TimeLeftTests {
        /// A line that told how much time is left, and when it came.
        private struct Forecast {
            let at: ContinuousClock.Instant
            let left: Duration
        }

        @Test("At a steady rate the time left is within a quarter of the truth from the first tenth on")
        func honest() async throws {
            let replay = try await ReplayBench()
            try replay.publish(seed: 795, 5_000, worlds: 10)
            try await replay.consume()
            let records = try replay.settling.ends().filter { $0.key.topic.hasSuffix("messages") }.values.reduce(0, +)
            // 32 seconds of it, with a line every five.
            let tool = try ToolProcess(
                ["rebuild", "start", "messages", "--yes", "--plain", "--max-rate=\(records / 32)"], on: replay.bench)
            let began = ContinuousClock.now
            var (forecasts, seen): ([Forecast], Int) = ([], 0)
            let hasEnded = await eventually(within: .seconds(90)) {
                let lines = (tool.errors + tool.output).split(separator: "\n")
                for line in lines.dropFirst(seen) {
                    if let left = Self.timeLeft(line) { forecasts.append(Forecast(at: .now, left: left)) }
                }
                seen = lines.count
                return tool.end != nil
            }
            let end = ContinuousClock.now
            #expect(hasEnded && tool.end == .code(0), "\(tool.said)")
            let whole = end - began
            #expect(whole > .seconds(25) && whole < .seconds(50), "the rate is kept: \(whole)")
            // The first line comes behind the first tenth.
            #expect(forecasts.count >= 5, "\(tool.said)")
            for forecast in forecasts {
                let truth = end - forecast.at
                let wrong = forecast.left > truth ? forecast.left - truth : truth - forecast.left
                print("left: \(forecast.left), truly \(truth)")
                // It is told in whole seconds, and the last of them is for what comes after the reading.
                #expect(wrong <= max(truth / 4, .seconds(1)), "\(forecast.left) left, truly \(truth)")
            }
        }

        /// `1m20s left`.
        private static func timeLeft(_ line: Substring) -> Duration? {
            guard let end = line.firstRange(of: " left") else { return nil }
            var (seconds, number) = (0, 0)
            for letter in line[..<end.lowerBound].split(separator: " ").last ?? "" {
                switch letter {
                case "h": (seconds, number) = (seconds + number * 3_600, 0)
                case "m": (seconds, number) = (seconds + number * 60, 0)
                case "s": return .seconds(seconds + number)
                default:
                    guard let digit = letter.wholeNumberValue else { return nil }
                    number = number * 10 + digit
                }
            }
            return nil
        }
    }
}
