import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

/// The thread that asks: the broker where logs end, Postgres where consumers stand; and that gives the monitor's heartbeat.
final class LagWorker {
    static let name = "monitor-lag"

    let shared: MonitorShared
    let admin: Admin
    let session: DatabaseSession
    let judge = LagJudge()
    var stalls = StallWatch()
    var trends = TrendBook<ConsumerPlace>()
    var sums = TrendBook<String>()
    var builds = TrendBook<BuildPlace>()
    /// What the last look said of consumers.
    var said: [ConsumerPlace: Set<ReasonCode>] = [:]
    var partitions: [String: [Int32]] = [:]
    var broker = BrokerHealth()
    var database = DatabaseHealth()
    var ledger: (voice: Voice, SubjectLedger)?
    /// Whether gauges show what was seen.
    private var hasSight = false
    var activeSince: Moment = 0
    /// The rows that were read last: of which consumers there are, while they can't be read.
    var known: Set<ConsumerPlace> = []
    /// What is looked up less often than the rest, and when it was (monotonic nanoseconds).
    var (letters, lettersRead): ([ConsumerPlace: Int64]?, Int64) = (nil, .min)
    var extentRead: Int64 = .min
    /// Whether the last round was not said yet.
    var isHeldBack = false
    private var nextRound: Int64 = .min
    private var lastVoice: Voice?

    init(_ shared: MonitorShared, admin: Admin) {
        self.shared = shared
        self.admin = admin
        var settings = shared.settings.database
        // The server ends a statement before we give the whole session up: one figure that is slow is no database that is away.
        settings.statementTimeout = .seconds(4)
        session = DatabaseSession(settings)
        database.diskSize = shared.settings.databaseDisk
    }

    /// Looks, every few seconds and when somebody asks, and at once when this monitor begins to speak.
    func run() {
        let interval = shared.settings.lagInterval.components
        let pause = interval.seconds * 1_000_000_000 + interval.attoseconds / 1_000_000_000
        while !shared.isStopping {
            shared.beat(Self.name)
            let isWanted = shared.state.withLock { state in
                defer { state.isLookWanted = false }
                return state.isLookWanted
            }
            let voice = shared.voice
            let isDue = Clock.monotonic >= nextRound || voice != lastVoice
            lastVoice = voice
            if isDue || isWanted { round(voice, everything: isDue) }
            if isDue { nextRound = Clock.monotonic + (isHeldBack ? 500_000_000 : pause) }
            let left = max(1_000_000, nextRound - Clock.monotonic)
            _ = shared.lagWakeup.wait(.nanoseconds(left))
            shared.lagWakeup.reset()
        }
        shared.ended(Self.name)
    }

    /// One round: ends first and rows after, so that a consumer is never judged by ends that are younger than its row.
    private func round(_ voice: Voice?, everything: Bool) {
        guard let voice else { return standBy() }
        // Where a lease that seemed lost is still ours, its ids go on: none may come again with other contents.
        if ledger?.voice != voice { begin(voice) }
        hasSight = true
        let taken = Clock.wall
        let ends = look(refresh: everything)
        if !voice.isDeputy {
            let sources = Set(shared.settings.sources)
            let known = ends.filter { sources.contains($0.key.topic) }.mapValues(\.high)
            shared.saw(MonitorShared.Look(taken: taken, ends: known))
        }
        if everything { judgeConsumers(ends, voice) }
    }

    private func begin(_ voice: Voice) {
        let id = shared.settings.id
        ledger = (voice, SubjectLedger(series: voice.series(of: id), rule: shared.settings.publication))
        activeSince = Clock.wall
        forgetClock()
        // What another saw meanwhile is not known here: trends begin anew.
        (stalls, trends, sums, builds) = (StallWatch(), TrendBook(), TrendBook(), TrendBook())
        (lettersRead, extentRead, isHeldBack, said) = (.min, .min, false, [:])
    }

    /// The broker's clock is known by own heartbeats, and one of long ago tells nothing of now.
    private func forgetClock() { shared.state.withLock { $0.brokerClock = nil } }

    /// On standby only whether the broker is there, and how far the health topic goes.
    private func standBy() {
        isHeldBack = false
        forgetClock()
        if hasSight { shared.report(SightLost(isOfSessions: false)) }
        hasSight = false
        do throws(KafkaError) {
            let fault = try findPartitions()
            shared.state.withLock { $0.status.broker = fault }
            _ = lookAtTopic()
        } catch { failed(error) }
        countOnStandby()
    }
}

/// A build under way.
struct BuildPlace: Hashable {
    let pipeline: String
    let generation: Int64
}
