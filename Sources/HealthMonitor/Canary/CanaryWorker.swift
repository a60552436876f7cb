import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

/// The thread that sends a record on the way that messages take, and looks when its row can be seen: what no figure of one part alone
/// says, whether the whole works.
///
/// It has a producer and a session of its own, so whatever it waits for nobody else does. Only the active monitor sends, and only once it
/// has read all that was there: an old log that is read again gets no new records.
final class CanaryWorker {
    static let name = "monitor-canary"

    private let shared: MonitorShared
    private let rules: CanaryRules
    private let producer: Producer
    private let session: DatabaseSession
    private let mail = CanaryMail()
    private var tenure: (epoch: Int64, watch: CanaryWatch)?
    /// Why rows can't be looked for, or nil.
    private var fault: String?

    init(_ shared: MonitorShared, _ rules: CanaryRules, producer: Producer) {
        self.shared = shared
        self.rules = rules
        self.producer = producer
        session = DatabaseSession(shared.settings.database)
    }

    private var topic: String { shared.settings.topic(SourceTopic.messages.rawValue) }
    static let subject = HealthEvents.Subject.pipeline("canary")

    /// Sends and looks until it is told to stop.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            let pause: Duration
            if let epoch = shared.epoch {
                turn(epoch)
                pause = self.pause
            } else {
                rest()
                pause = .milliseconds(500)
            }
            _ = shared.stopWakeup.wait(pause)
        }
        // What is under way is nobody's loss.
        _ = producer.close(deadline: .seconds(1))
        shared.ended(Self.name)
    }

    /// Short at first, since the time between two looks is what the figure may be wrong by; a tenth of what it has taken later.
    private var pause: Duration {
        guard fault == nil, let newest = tenure?.watch.flights.last else { return .milliseconds(500) }
        return .nanoseconds(min(500_000_000, max(10_000_000, (Clock.monotonic - newest.sent) / 10)))
    }

    /// Not the active one: nothing is sent and nothing looked for. Where that is for want of the database, it is what there is to say.
    private func rest() {
        tenure?.watch.giveUp()
        _ = mail.take()
        guard let watch = tenure?.watch, let fault = shared.status.database else {
            return shared.withdraw(Self.subject)
        }
        say(Judgement(.unknown, [Reason(.database, "the database can't be used: \(fault)")]), watch)
    }

    private func turn(_ epoch: Int64) {
        if tenure?.epoch != epoch { tenure = (epoch, CanaryWatch(rules)) }
        guard var watch = tenure?.watch else { return }
        for report in mail.take() { take(report.number, report.result, &watch) }
        look(&watch, epoch)
        for _ in 0..<watch.tick(Clock.monotonic) { shared.report(CanaryLost()) }
        if fault == nil, shared.state.withLock({ $0.status.knownUntil }) != nil, watch.isDue(Clock.monotonic) {
            send(&watch, epoch)
        }
        tenure = (epoch, watch)
        if let fault {
            say(Judgement(.unknown, [Reason(.database, "the archive can't be looked at: \(fault)")]), watch)
        } else if let judgement = watch.judgement(at: Clock.monotonic) {
            // One that came round before the broker went away says nothing of now.
            let away = shared.status.broker.map { Reason(.broker, "the broker can't be used: \($0)") }
            say(away.map { judgement.verdict == .ok ? Judgement(.unknown, [$0]) : judgement } ?? judgement, watch)
        }
    }

    private func say(_ judgement: Judgement, _ watch: CanaryWatch) {
        shared.say(SubjectLedger.News(subject: Self.subject, judgement: judgement, facts: watch.facts))
    }

    // MARK: - Sending

    private func send(_ watch: inout CanaryWatch, _ epoch: Int64) {
        let wall = Clock.wall
        let number = watch.send(at: Clock.monotonic, wall: wall)
        let event = CanaryEvent.make(monitor: shared.settings.id, epoch: epoch, number: number, at: wall)
        shared.report(CanarySent())
        // A record that no broker takes comes back as an error after ten seconds.
        producer.send(CanaryEvent.record(event, to: topic)) { [mail] result in mail.add(number, result) }
    }

    private func take(_ number: Int, _ result: Result<Delivery, KafkaError>, _ watch: inout CanaryWatch) {
        switch result {
        case .success(let delivery):
            watch.landed(
                number, at: delivery.offset.map { CanaryWatch.Place(partition: delivery.partition, offset: $0) })
        case .failure(let error):
            if watch.refused(number, error.description) { shared.report(CanaryLost()) }
        }
    }

    // MARK: - Looking

    /// Asks for all that are under way, and where the database was away whether it is back.
    private func look(_ watch: inout CanaryWatch, _ epoch: Int64) {
        let flights = watch.flights.filter { $0.place != nil }
        guard !flights.isEmpty || fault != nil else { return }
        let topic = topic
        do throws(PostgresError) {
            let found = try session.use { connection throws(PostgresError) in
                let places = flights.compactMap(\.place)
                return try CanaryStore.find(places.isEmpty ? [Self.nowhere] : places, in: topic, on: &connection)
            }
            if fault != nil { watch.giveUp() }
            fault = nil
            let (now, wall) = (Clock.monotonic, Clock.wall)
            for flight in flights {
                let id = CanaryEvent.id(monitor: shared.settings.id, epoch: epoch, number: flight.number)
                guard let place = flight.place, found[place] == id else { continue }
                if let seconds = watch.arrived(flight.number, at: now, wall: wall) {
                    shared.report(CanaryArrived(seconds: seconds))
                }
            }
        } catch {
            fault = error.description
            watch.giveUp()
        }
    }

    /// A place that no record has: only whether the question is answered counts.
    private static let nowhere = CanaryWatch.Place(partition: -1, offset: -1)
}
