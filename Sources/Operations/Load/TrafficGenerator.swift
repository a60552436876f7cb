internal import Events

/// Synthetic traffic: sessions that are paired, drop out and come back, and messages with all that happens to them.
///
/// A pure function of its options: the same options give the same events, byte for byte, on every machine. Message ids, texts and
/// chats follow from the seed alone, so traffic of one seed sent again, at another time, adds no message.
package struct TrafficGenerator: Sendable {
    /// What decides the traffic.
    package struct Options: Hashable, Sendable {
        /// How many sessions there are, at least 1.
        package var sessions: Int
        /// What decides everything that is left to chance.
        package var seed: UInt64
        /// The time of the first event, in microseconds since the Unix epoch.
        package var start: Int64
        /// The microseconds from one event to the next.
        package var interval: Int64
        /// How often each kind comes.
        package var mix: TrafficMix
        /// How many bytes a text has; 4 to 120 make events of some 620 bytes.
        package var textLength: ClosedRange<Int>
        /// What the instances' names begin with.
        package var namePrefix: String

        /// Options for `sessions` sessions.
        package init(
            sessions: Int, seed: UInt64, start: Int64, interval: Int64 = 1_000, mix: TrafficMix = .production,
            textLength: ClosedRange<Int> = 4...120, namePrefix: String = "load-"
        ) {
            self.sessions = max(1, sessions)
            self.seed = seed
            self.start = start
            self.interval = max(0, interval)
            self.mix = mix
            self.textLength = textLength
            self.namePrefix = namePrefix
        }
    }

    /// What decides the traffic.
    package let options: Options
    /// How many events were made.
    package private(set) var count = 0
    var chance: SplitMix64
    var sessions: [TrafficSession]
    private var time: Int64
    /// How many sessions have begun to live.
    private var begun = 0

    /// The traffic of these options, from its beginning.
    package init(_ options: Options) {
        self.options = options
        chance = SplitMix64(seed: options.seed)
        time = options.start
        let width = String(options.sessions).count
        sessions = (0..<options.sessions).map { index in
            let digits = String(index + 1)
            let zeros = String(repeating: "0", count: max(0, width - digits.count))
            return TrafficSession(index: index, name: options.namePrefix + zeros + digits)
        }
    }

    /// The names of the instances.
    package var instanceNames: [String] { sessions.map(\.name) }

    /// The next event.
    package mutating func next() -> TrafficEvent {
        let place = nextSession()
        let data = nextData(place)
        let sequence = sessions[place].nextSequence(for: data)
        let number = UInt128(chance.next()) << 64 | UInt128(chance.next())
        let event = TrafficEvent(
            id: ULID(milliseconds: time / 1_000, chance: number), instance: sessions[place].name, time: time,
            sessionEpoch: sessions[place].epoch, sequence: sequence, data: data)
        time &+= options.interval
        count &+= 1
        return event
    }

    /// The time of the next event.
    var now: Int64 { time }

    /// Every second event brings a session to life as long as some have none, so that none is left to chance.
    private mutating func nextSession() -> Int {
        if begun < sessions.count, begun == 0 || count % 2 == 0 {
            begun += 1
            return begun - 1
        }
        // The lesser of two draws: some shops are busier than others.
        return min(chance.below(begun), chance.below(begun))
    }

    private mutating func nextData(_ place: Int) -> TrafficData {
        let kind = options.mix.kind(&chance)
        guard sessions[place].state.isUp, kind != .lifecycle else { return lifecycle(place) }
        return kind == .heartbeat ? .heartbeat : traffic(kind, place)
    }

    private mutating func lifecycle(_ place: Int) -> TrafficData {
        let before = sessions[place].state.last
        let step = sessions[place].state.advance(&chance)
        // `created` begins an epoch, and so does each `starting` that doesn't follow it.
        if step == .created || (step == .starting && before != .created) { sessions[place].beginEpoch(at: time) }
        return .lifecycle(step, phone: sessions[place].phone)
    }
}
