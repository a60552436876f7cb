import Kafka
import Postgres
import TestSupport

/// How far the pipelines are, told by the brokers' end offsets and the stored offsets alone.
final class Settling: Sendable {
    /// A pipeline and a partition that it reads.
    struct Place: Hashable, Sendable {
        let pipeline: String
        let partition: TopicPartition
    }

    private let bench: FaultBench
    private let consumer: Consumer

    /// Looks at the servers of `bench`.
    init(_ bench: FaultBench) throws {
        self.bench = bench
        let settings = ClientSettings(bootstrapServers: bench.bootstrapServers, clientID: "settling")
        consumer = try Consumer(settings, group: nil, limits: QueueLimits()) { _ in }
    }

    deinit { _ = consumer.close(deadline: .seconds(5)) }

    /// Where the log of each partition ends, as its leader says.
    func ends() throws -> [TopicPartition: Int64] {
        var result: [TopicPartition: Int64] = [:]
        for topic in FaultBench.topics {
            for number in 0..<Int32(bench.partitions) {
                let place = TopicPartition(bench.prefix + topic, number)
                result[place] = try consumer.watermarks(place, timeout: .seconds(5)).high
            }
        }
        return result
    }

    /// The stored offset of each pipeline's partitions, those of the tables that are served; 0 where there is none yet.
    func offsets() throws -> [Place: Int64] {
        var connection = try bench.connect()
        let rows = try connection.query(
            """
            SELECT DISTINCT ON (pipeline, topic, topic_partition) pipeline, topic, topic_partition, next_offset
            FROM zapline.consumer_offsets WHERE generation = 0 ORDER BY pipeline, topic, topic_partition, log_id DESC
            """)
        var result: [Place: Int64] = [:]
        for row in 0..<rows.rowCount {
            guard let pipeline = rows[row, 0], let topic = rows[row, 1], let number = rows.integer(row, 2) else {
                continue
            }
            let place = Place(pipeline: pipeline, partition: TopicPartition(topic, Int32(clamping: number)))
            result[place] = rows.integer(row, 3)
        }
        return result
    }

    /// What is in the log up to `ends` and not applied, for each pipeline's partition that has something left.
    func lag(behind ends: [TopicPartition: Int64]) throws -> [Place: Int64] {
        let offsets = try offsets()
        var result: [Place: Int64] = [:]
        for pipeline in FaultBench.pipelines {
            for topic in pipeline.topics {
                for (partition, end) in ends where partition.topic == bench.prefix + topic {
                    let place = Place(pipeline: pipeline.name, partition: partition)
                    let left = end - (offsets[place] ?? 0)
                    if left > 0 { result[place] = left }
                }
            }
        }
        return result
    }

    /// Waits until every pipeline has applied what the log holds.
    ///
    /// While events come, that is: what the log held at one look is applied within a second.
    ///
    /// - returns: the time from `moment` to there.
    /// - throws: `Behind` where it wasn't so within `limit`.
    @discardableResult
    func waitForZeroLag(
        since moment: ContinuousClock.Instant = .now, within limit: Duration = .seconds(120)
    ) async throws -> Duration {
        let deadline = ContinuousClock.now + limit
        var said = "no look yet"
        while ContinuousClock.now < deadline {
            do {
                let ends = try ends()
                if await eventually(within: .seconds(1), { (try? lag(behind: ends).isEmpty) == true }) {
                    return ContinuousClock.now - moment
                }
                said = Self.text(try lag(behind: ends))
            } catch {
                // A server is away; that is what these tests are about.
                said = "\(error)"
            }
        }
        throw Behind(description: "still not at the log's end after \(limit): \(said)")
    }

    private static func text(_ lag: [Place: Int64]) -> String {
        lag.map { "\($0.key.pipeline) \($0.key.partition): \($0.value)" }.sorted().joined(separator: ", ")
    }
}

/// The pipelines did not get to the log's end.
struct Behind: Error, CustomStringConvertible {
    let description: String
}
