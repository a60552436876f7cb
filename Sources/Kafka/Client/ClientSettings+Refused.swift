extension ClientSettings {
    /// The properties that the guarantees depend on, and why each is not the user's to set.
    package static let refusedProperties: [String: String] = {
        var reasons: [String: String] = [:]
        for (reason, names) in refusals {
            for name in names { reasons[name] = reason }
        }
        return reasons
    }()

    private static let refusals: [(reason: String, names: [String])] = [
        (
            "offsets live in Postgres, in the transaction of the rows; Kafka's are never read",
            [
                "enable.auto.commit", "auto.commit.enable", "auto.commit.interval.ms", "enable.auto.offset.store",
                "offset.store.method", "offset.store.path", "offset.store.sync.interval.ms",
            ]
        ),
        ("a reset would skip records or repeat them in silence", ["auto.offset.reset"]),
        ("records of aborted transactions must not be applied", ["isolation.level"]),
        ("the end of a partition is how batches learn that nothing follows", ["enable.partition.eof"]),
        ("a mistyped topic would be made instead of reported", ["allow.auto.create.topics"]),
        ("damaged records must not reach the database", ["check.crcs"]),
        ("the group's name follows from the pipeline", ["group.id"]),
        ("set ZAPLINE_MEMORY instead", ["queued.min.messages", "queued.max.messages.kbytes"]),
        ("retries would repeat or reorder records", ["enable.idempotence", "enable.gapless.guarantee"]),
        ("a record counts as published only when every in-sync replica has it", ["acks", "request.required.acks"]),
        ("keys must land where Java's and KafkaJS's clients put them", ["partitioner"]),
        ("the producer is not transactional", ["transactional.id", "transaction.timeout.ms"]),
        ("every delivery is counted", ["delivery.report.only.error"]),
        ("it is made unique for each process", ["client.id"]),
        ("set KAFKA_BOOTSTRAP_SERVERS instead", ["bootstrap.servers", "metadata.broker.list"]),
        ("librdkafka before 2.6.1 loops on an offset that a follower doesn't have (librdkafka#4616)", ["client.rack"]),
        ("the cluster's id and record headers need it", ["api.version.request", "broker.version.fallback"]),
        ("brokers made up in the process would hold nothing", ["test.mock.num.brokers"]),
        (
            "it is how the programs get their events and log lines",
            [
                "enabled_events", "log.queue", "log_cb", "dr_cb", "dr_msg_cb", "error_cb", "stats_cb", "rebalance_cb",
                "offset_commit_cb", "consume_cb", "throttle_cb", "background_event_cb", "socket_cb", "connect_cb",
                "closesocket_cb", "open_cb", "resolve_cb", "opaque", "default_topic_conf", "interceptors",
                "ssl.certificate.verify_cb", "oauthbearer_token_refresh_cb", "ssl_engine_callback_data",
                "consume.callback.max.messages", "log.thread.name",
            ]
        ),
        ("code of unknown origin would run in the process", ["plugin.library.paths"]),
    ]
}
