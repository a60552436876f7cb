package import JSON

extension SessionTraffic {
    /// What must be remembered besides the lifecycle's numbers, as one JSON object of short texts; about 300 bytes.
    ///
    /// It holds counts, so the row has the mark of what is in them beside it (`CountMark`).
    package var memory: JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ name: String, _ numbers: [Int64]) {
            if !numbers.isEmpty { members.append(.init(name: name, value: .string(NumberText.text(numbers)))) }
        }
        add(
            "seen",
            [
                lastInAt ?? -1, lastOutAt ?? -1, lastAckedAt ?? -1, lastAckAt ?? -1, horizon ?? -1, tellsAcks ? 1 : 0,
                Int64(problems.rawValue), Int64(displaced), displacedSince ?? -1, Int64(lasting.rawValue),
            ])
        add("rate", rate.numbers)
        add("awaited", awaited.numbers)
        add("latency", latency.numbers)
        add("sent", failures.numbers)
        let codes = failures.codes.map {
            JSONValue.Member(name: $0.code, value: .string(NumberText.text($0.numbers)))
        }
        if !codes.isEmpty { members.append(.init(name: "failed", value: .object(codes))) }
        add("heartbeats", heartbeats.numbers)
        add("messages", messages.numbers)
        return .object(members)
    }

    /// The traffic that `memory` tells of, and the lifecycle's numbers; what can't be read is as if nothing had been known.
    package init(memory: JSONValue, lifecycle: JSONValue?) {
        func numbers(_ name: String) -> [Int64] { NumberText.numbers(memory[name]?.string) }
        let seen = numbers("seen")
        if seen.count >= 8 {
            func time(_ place: Int) -> Moment? { seen[place] < 0 ? nil : seen[place] }
            (lastInAt, lastOutAt, lastAckedAt, lastAckAt, horizon) = (time(0), time(1), time(2), time(3), time(4))
            (tellsAcks, displaced) = (seen[5] == 1, Int(clamping: seen[7]))
            problems = TrafficProblems(rawValue: UInt8(clamping: seen[6]))
            // An older version remembered eight.
            if seen.count >= 10 { displacedSince = time(8) }
            lasting = seen.count >= 10 ? TrafficProblems(rawValue: UInt8(clamping: seen[9])) : problems
        }
        rate = EventRate(numbers: numbers("rate"))
        awaited = AwaitedMessages(numbers: numbers("awaited"))
        latency = AckLatency(numbers: numbers("latency")[...])
        let codes = (memory["failed"]?.object ?? []).map {
            (code: FailureCode($0.name), numbers: NumberText.numbers($0.value.string))
        }
        failures = FailureCounts(numbers: numbers("sent"), codes: codes)
        heartbeats = SequenceLog(numbers: numbers("heartbeats"))
        messages = SequenceLog(numbers: numbers("messages"))
        self.lifecycle = SequenceLog(numbers: NumberText.numbers(lifecycle?.string))
    }

    /// The lifecycle's numbers; nil where none came.
    package var lifecycleMemory: JSONValue? {
        let numbers = lifecycle.numbers
        return numbers.isEmpty ? nil : .string(NumberText.text(numbers))
    }
}
