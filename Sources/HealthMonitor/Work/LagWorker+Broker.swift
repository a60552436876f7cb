import Kafka
import Synchronization
import Telemetry

/// What the broker is asked.
extension LagWorker {
    func failed(_ error: KafkaError) {
        shared.state.withLock { $0.status.broker = error.description }
        broker.fault = error.description
        shared.report(LookFailed(what: "broker", error: error.description))
    }

    /// Finds the topics' partitions.
    ///
    /// - returns: that a topic of ours isn't there, which is a fault that an operator mends; or nil.
    func findPartitions() throws(KafkaError) -> String? {
        var missing: [String] = []
        for topic in shared.settings.allTopics {
            let sent = Clock.monotonic
            if let found = try admin.partitions(of: topic, timeout: .seconds(5)) {
                shared.brokerAnswered()
                partitions[topic] = found
                broker.roundTrip = Double(Clock.monotonic - sent) / 1e9
            } else {
                missing.append(topic)
            }
        }
        broker.missing = missing
        broker.fault = nil
        broker.exchange = shared.state.withLock { $0.brokerClock }
        let places = shared.settings.pipelines.map { name, topics in
            (
                name,
                topics.map(shared.settings.topic).flatMap { topic in
                    (partitions[topic] ?? []).map { TopicPartition(topic, $0) }
                }
            )
        }
        shared.state.withLock { $0.places = Dictionary(places) { first, _ in first } }
        return missing.first.map { "the topic \($0) doesn't exist: run 'zapline topics apply'" }
    }

    /// Where logs end, as far as the broker says: a partition that can't be asked is left out, and so nothing is claimed of it.
    func look(refresh: Bool) -> [TopicPartition: LagJudge.Ends] {
        var ends: [TopicPartition: LagJudge.Ends] = [:]
        var fault: String?
        let isWhole = refresh || partitions.isEmpty
        if isWhole {
            do throws(KafkaError) {
                fault = try findPartitions()
            } catch {
                failed(error)
                return ends
            }
        }
        var failures = isWhole && !lookAtTopic() ? 1 : 0
        for partition in wanted(refresh: refresh) where failures < 3 {
            do throws(KafkaError) {
                let found = try admin.watermarks(partition, timeout: .seconds(2))
                shared.brokerAnswered()
                ends[partition] = LagJudge.Ends(low: found.low, high: found.high)
            } catch {
                failures += 1
                failed(error)
            }
        }
        // Only once all of them have answered: a partition that can't be asked must not seem well in between.
        if isWhole, failures == 0 { shared.state.withLock { $0.status.broker = fault } }
        return ends
    }

    /// Tells the follower where the health topic ends; whether the broker said so.
    func lookAtTopic() -> Bool {
        let topic = shared.settings.healthTopic
        let taken = Clock.monotonic / 1_000
        do throws(KafkaError) {
            let bounds = try admin.watermarks(
                (partitions[topic] ?? []).map { TopicPartition(topic, $0) }, timeout: .seconds(4))
            shared.brokerAnswered()
            shared.sawTopic(MonitorShared.Look(taken: taken, ends: bounds.mapValues(\.high)))
            return true
        } catch {
            failed(error)
            return false
        }
    }

    /// All partitions that pipelines read, or where only somebody waits for the source topics' ends, theirs.
    private func wanted(refresh: Bool) -> [TopicPartition] {
        let settings = shared.settings
        let read = Set(settings.sources + settings.pipelines.flatMap { $0.topics.map(settings.topic) })
        let topics = refresh ? read.sorted() : settings.sources
        return topics.flatMap { topic in (partitions[topic] ?? []).map { TopicPartition(topic, $0) } }
    }
}
