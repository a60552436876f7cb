/// The files of the folder `topics/`, for a program that is run where the folder isn't.
///
/// Written from them, word for word; a test compares the two, and writes this file anew where `WRITE_BUILT_IN_TOPICS` is set.
enum BuiltInTopics {
    /// Name and text of each.
    static let files: [(name: String, yaml: String)] = [
        ("commands.yaml", commands),
        ("health.yaml", health),
        ("heartbeats.yaml", heartbeats),
        ("lifecycle.yaml", lifecycle),
        ("messages.yaml", messages),
    ]

    private static let commands = #"""
        meta:
          name: commands
          key: instance
          description: Requests to gateways, such as to reconnect a session. One that has expired is ignored.

        spec:
          partitions: 3
          replication: auto
          retention: 1d
          settings:
            cleanup.policy: delete
            min.insync.replicas: auto
            # Only closed segments go, and a quiet topic would keep one open for a week.
            segment.ms: 6h

        """#

    private static let health = #"""
        meta:
          name: health
          key: subject
          description: The verdict on each session, consumer and pipeline, and the monitor's heartbeat. The last of a subject counts.

        spec:
          partitions: 3
          replication: auto
          settings:
            cleanup.policy: compact
            # A reader that was away for less than this still sees the tombstone of what is gone.
            delete.retention.ms: 1d
            min.insync.replicas: auto
            # Dated by the broker: a monitor whose clock is off is still heard, and can tell that it is.
            message.timestamp.type: LogAppendTime
            # Only closed segments are compacted.
            segment.ms: 6h

        """#

    private static let heartbeats = #"""
        meta:
          name: heartbeats
          key: instance
          description: Signs of life of sessions. Not archived.

        spec:
          # As many as lifecycle has, so that an instance is under one number in both.
          partitions: 6
          replication: auto
          retention: 1d
          settings:
            cleanup.policy: delete
            min.insync.replicas: auto
            # Only closed segments go, and a quiet topic would keep one open for a week.
            segment.ms: 6h

        """#

    private static let lifecycle = #"""
        meta:
          name: lifecycle
          key: instance
          description: What happens to each session, from created to deleted. The state of an instance is folded from it.

        spec:
          # All of an instance's events are in one partition, in order; never grown, since its state is folded in log order.
          partitions: 6
          replication: auto
          # The archive keeps them for longer.
          retention: 30d
          settings:
            cleanup.policy: delete
            # Of three replicas two must have a record before it is acknowledged.
            min.insync.replicas: auto

        """#

    private static let messages = #"""
        meta:
          name: messages
          key: instance/chat
          description: Messages and all that happens to them, contacts, chats, groups and calls.

        spec:
          partitions: 12
          replication: auto
          # The archive keeps them for longer.
          retention: 30d
          settings:
            cleanup.policy: delete
            # An event may be as large as ZAPLINE_MAX_EVENT_BYTES lets it be, with room for its envelope in the record batch.
            max.message.bytes: 17MiB
            min.insync.replicas: auto

        """#
}
