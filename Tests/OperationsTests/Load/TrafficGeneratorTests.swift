import Events
import Testing

@testable import Operations

@Suite("Synthetic traffic")
struct TrafficGeneratorTests {
    static let start: Int64 = 1_764_000_000_000_000

    static func options(
        sessions: Int = 20, seed: UInt64 = 7, mix: TrafficMix = .production, interval: Int64 = 1_000
    ) -> TrafficGenerator.Options {
        TrafficGenerator.Options(sessions: sessions, seed: seed, start: start, interval: interval, mix: mix)
    }

    static func events(_ count: Int, _ options: TrafficGenerator.Options) -> [TrafficEvent] {
        var generator = TrafficGenerator(options)
        return (0..<count).map { _ in generator.next() }
    }

    @Test("The same options give the same events")
    func isDeterministic() {
        #expect(Self.events(3_000, Self.options()) == Self.events(3_000, Self.options()))
    }

    @Test("Another seed gives other events")
    func followsTheSeed() {
        #expect(Self.events(500, Self.options(seed: 1)) != Self.events(500, Self.options(seed: 2)))
    }

    @Test("The seed of the first release gives the first release's traffic")
    func isStable() {
        let events = Self.events(2_000, Self.options())
        var renderer = TrafficRenderer()
        let sum = events.reduce(UInt64(14_695_981_039_346_656_037)) { sum, event in
            renderer.value(of: event).reduce(sum) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        }
        #expect(
            sum
                == Self.events(2_000, Self.options()).reduce(UInt64(14_695_981_039_346_656_037)) { sum, event in
                    event.cloudEvent.structured().reduce(sum) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
                })
    }

    @Test("The rendered bytes are those of the tree", arguments: [TrafficMix.production, .receipts, .sessions])
    func rendersAsTheTree(_ mix: TrafficMix) {
        var renderer = TrafficRenderer()
        for event in Self.events(4_000, Self.options(mix: mix, interval: 333_333)) {
            let tree = event.cloudEvent
            #expect(renderer.value(of: event) == tree.structured())
            #expect(renderer.key(of: event) == Array(tree.key.utf8))
            #expect(event.key == tree.key)
            #expect(event.topicName == tree.topicName)
        }
    }

    @Test("Every session lives from its creation on, in the order that a gateway reports")
    func livesInOrder() {
        let events = Self.events(6_000, Self.options(sessions: 50))
        let lives = Dictionary(grouping: events, by: \.instance)
        #expect(lives.count == 50)
        for life in lives.values {
            let steps = life.compactMap { event -> LifecycleStep? in
                if case .lifecycle(let step, _) = event.data { step } else { nil }
            }
            #expect(steps.first == .created)
            let firstMessage = life.firstIndex { $0.topicName == "messages" } ?? life.endIndex
            #expect(
                life[..<firstMessage].contains { $0.type == "whatsapp.session.connected" }
                    || firstMessage == life.endIndex)
        }
    }

    @Test("Epochs only grow, and sequences count each epoch's events of a topic from 1")
    func numbersEvents() {
        var epochs: [String: Int32] = [:]
        var sequences: [String: UInt64] = [:]
        for event in Self.events(20_000, Self.options(sessions: 10, mix: .receipts)) {
            #expect(event.sessionEpoch >= epochs[event.instance] ?? 0)
            epochs[event.instance] = event.sessionEpoch
            let place = "\(event.topicName) \(event.instance) \(event.sessionEpoch)"
            #expect(event.sequence == (sequences[place] ?? 0) + 1)
            sequences[place] = event.sequence
        }
        #expect(epochs.values.allSatisfy { $0 >= Int32(Self.start / 1_000_000) })
    }

    @Test("No two events have one id")
    func idsAreUnique() {
        let events = Self.events(20_000, Self.options(interval: 10))
        #expect(Set(events.map(\.id)).count == events.count)
    }

    @Test("Times go on by the interval")
    func timesGoOn() {
        let events = Self.events(100, Self.options(interval: 2_500))
        for (place, event) in events.enumerated() { #expect(event.time == Self.start + Int64(place) * 2_500) }
    }

    @Test("The mix has about its shares, and every kind is there")
    func hasItsShares() {
        let events = Self.events(60_000, Self.options(sessions: 5))
        let types = Dictionary(grouping: events, by: \.type).mapValues(\.count)
        let received = types["whatsapp.message.received"] ?? 0
        #expect((46_000...56_000).contains(received))
        #expect((3_500...8_500).contains(types["whatsapp.message.sent"] ?? 0))
        #expect((1_000...3_000).contains(types["whatsapp.message.status"] ?? 0))
        for type in [
            "edited", "revoked", "reaction", "undecryptable",
        ] { #expect(types["whatsapp.message.\(type)"] ?? 0 > 20, "\(type)") }
        for type in [
            "contact.updated", "chat.updated", "group.updated", "call.received", "poll.vote", "session.heartbeat",
        ] {
            #expect(types["whatsapp.\(type)"] ?? 0 > 10, "\(type)")
        }
    }

    @Test("A status, an edit or a reaction speaks of a message that was told before")
    func refersToWhatWasTold() {
        var told: Set<UInt64> = []
        for event in Self.events(20_000, Self.options(mix: .receipts)) {
            switch event.data {
            case .body(let body): told.insert(body.message.number)
            case .status(let message, _, _, _), .edit(let message, _, _, _), .revoke(let message, _),
                .reaction(let message, _, _, _), .pollVote(let message, _):
                #expect(told.contains(message.number))
            default: break
            }
        }
    }

    @Test("Texts have the length that was asked for, more or less")
    func textsHaveTheirLength() {
        var options = Self.options()
        options.textLength = 1_000...1_000
        var renderer = TrafficRenderer()
        let sizes = Self.events(3_000, options).filter { $0.type == "whatsapp.message.received" }.map {
            renderer.value(of: $0).count
        }
        #expect(sizes.contains { $0 > 1_300 && $0 < 2_000 })
        options.textLength = 0...0
        #expect(Self.events(100, options).count == 100)
    }

    @Test("Odd options are brought into bounds", arguments: [0, -5, 1])
    func boundsOptions(_ sessions: Int) {
        var options = TrafficGenerator.Options(sessions: sessions, seed: .max, start: .max, interval: -1)
        options.textLength = Int.min...Int.max
        #expect(Self.events(50, options).count == 50)
        #expect(TrafficGenerator(options).instanceNames == ["load-1"])
    }

    @Test("Names have as many digits as the largest, so that they sort")
    func namesSort() {
        let names = TrafficGenerator(Self.options(sessions: 100)).instanceNames
        #expect(names.first == "load-001")
        #expect(names == names.sorted())
    }

    @Test("A mix of nothing still gives something")
    func emptyMix() {
        #expect(Self.events(10, Self.options(mix: TrafficMix([]))).count == 10)
        #expect(TrafficMix([(.chat, 1)]) == TrafficMix([(.chat, 1), (.sent, 0)]))
    }
}
