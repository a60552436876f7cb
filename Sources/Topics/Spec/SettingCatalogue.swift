/// The settings that a topic has in Kafka 3.x and 4.x: https://kafka.apache.org/documentation/#topicconfigs
///
/// A name that isn't here is refused in a file, since a broker's own refusal would come only when it is applied, and for
/// a misspelt name it says no more than that the request was bad.
enum SettingCatalogue {
    private static let long = 0...Int64.max
    private static let orNone = -1...Int64.max
    private static let int = 0...Int64(Int32.max)

    /// What each holds.
    static let kinds: [String: SettingKind] = [
        "cleanup.policy": .list(["compact", "delete"]),
        "compression.gzip.level": .integer(-1...9),
        "compression.lz4.level": .integer(1...17),
        "compression.type": .choice(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]),
        "compression.zstd.level": .integer(-131_072...22),
        "delete.retention.ms": .duration(long),
        "file.delete.delay.ms": .duration(long),
        "flush.messages": .integer(1...Int64.max),
        "flush.ms": .duration(long),
        "index.interval.bytes": .size(int),
        "local.retention.bytes": .size(-2...Int64.max),
        "local.retention.ms": .duration(-2...Int64.max),
        "max.compaction.lag.ms": .duration(1...Int64.max),
        "max.message.bytes": .size(int),
        "message.downconversion.enable": .boolean,
        "message.timestamp.after.max.ms": .duration(long),
        "message.timestamp.before.max.ms": .duration(long),
        "message.timestamp.difference.max.ms": .duration(long),
        "message.timestamp.type": .choice(["CreateTime", "LogAppendTime"]),
        "min.cleanable.dirty.ratio": .ratio,
        "min.compaction.lag.ms": .duration(long),
        "min.insync.replicas": .inSyncReplicas,
        "preallocate": .boolean,
        "remote.log.copy.disable": .boolean,
        "remote.log.delete.on.disable": .boolean,
        "remote.storage.enable": .boolean,
        "retention.bytes": .size(orNone),
        "retention.ms": .duration(orNone),
        "segment.bytes": .size(14...Int64(Int32.max)),
        "segment.index.bytes": .size(4...Int64(Int32.max)),
        "segment.jitter.ms": .duration(long),
        "segment.ms": .duration(1...Int64.max),
        "unclean.leader.election.enable": .boolean,
    ]

    /// Kafka's own tools set these while replicas move: they belong to that move, not to a file.
    static let transient: Set<String> = [
        "follower.replication.throttled.replicas", "leader.replication.throttled.replicas",
    ]

    /// Whether `left` and `right` are one value of `setting`.
    static func areEqual(_ left: String, _ right: String, for setting: String) -> Bool {
        guard let kind = kinds[setting] else { return left == right }
        return (kind.canonical(left) ?? left) == (kind.canonical(right) ?? right)
    }

    /// The value for people.
    static func readable(_ value: String, of setting: String) -> String { kinds[setting]?.readable(value) ?? value }
}
