/// The servers, the canary, and the monitor itself.
extension RunbookEntry {
    static let broker = RunbookEntry(
        "The broker can't be used. Gateways queue what they have to say; nothing is lost as long as they can.",
        look:
            "The words behind the colon: an address, a login, a certificate, or a cluster without a leader. Consumers go on by "
            + "themselves when it is back.",
        run: RunbookCommand.doctor, "docker compose --file compose/compose.yaml logs --tail 100 kafka")

    static let database = RunbookEntry(
        "The database can't be used. Events wait in Kafka; consumers go on by themselves when it is back.",
        look:
            "The words behind the colon: not there, read-only, disk full, no connection free, a wrong password. How long the topics "
            + "keep what isn't applied yet (`retention.ms`).",
        run: RunbookCommand.doctor, "psql \"$DATABASE_URL\" -c \"SELECT pg_is_in_recovery()\"",
        "docker compose --file compose/compose.yaml logs --tail 100 postgres")

    static let canaryLate = RunbookEntry(
        "An event of the monitor's own takes longer than it should from its producer to a row that can be read. So do all others.",
        look: "`lastSeconds`, `medianSeconds` and `p95Seconds`; whether a consumer lags, and `zapline_commit_seconds`.",
        run: RunbookCommand.offsets, "curl -sS http://127.0.0.1:9472/readyz")

    static let canaryLost = RunbookEntry(
        "An event of the monitor's own didn't arrive in the archive at all: something between produce and commit doesn't work, "
            + "whatever everything else says.",
        look:
            "Whether `message-archiver` runs and is ready, whether pipeline `archive` moves, whether broker and database are the ones "
            + "that it uses.",
        run: RunbookCommand.offsets, "curl -sS http://127.0.0.1:9472/readyz", RunbookCommand.doctor)

    static let diskSpace = RunbookEntry(
        "The database's disk fills up. A full one stops every consumer; nothing is dead-lettered, and nothing is applied.",
        look:
            "What grows: the archive has every event. Builds of `rebuild` that nobody promoted take their tables' size once more; a "
            + "replication slot that nobody reads keeps WAL.",
        run: "psql \"$DATABASE_URL\" -c \"SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class "
            + "WHERE relkind = 'r' ORDER BY pg_total_relation_size(oid) DESC LIMIT 10\"",
        "zapline rebuild list",
        "psql \"$DATABASE_URL\" -c \"SELECT slot_name, active, restart_lsn FROM pg_replication_slots\"")

    static let connections = RunbookEntry(
        "The database has few connections left. Who comes when none is free waits, and so do consumers after a reconnect.",
        look:
            "Who has them: each lane holds one, and so does each application's pool. Raise `max_connections` or shrink the pools.",
        run: "psql \"$DATABASE_URL\" -c \"SELECT application_name, state, count(*) FROM pg_stat_activity "
            + "GROUP BY 1, 2 ORDER BY 3 DESC\"")

    static let clockSkew = RunbookEntry(
        "The monitor's clock and the database's, or the broker's, differ. Lags and silences are off by as much.",
        look:
            "NTP on all three hosts; where database and broker are off alike, it is the monitor's. Rows don't suffer: they follow "
            + "event times alone.",
        run: RunbookCommand.doctor, "timedatectl")

    static let catchingUp = RunbookEntry(
        "This monitor became active and still reads what was published before. Until then it judges nothing by time and commands nothing.",
        look: "Whether it goes on: `knownUntil` moves. After a long outage this takes minutes.",
        run: "curl -sS http://127.0.0.1:9473/readyz", "curl -sS http://127.0.0.1:9473/metrics")

    static let behind = RunbookEntry(
        "What the monitor knows is older than a minute, so a silence may be its own; or what it knows waits to be published, so the topic "
            + "is older than that.",
        look:
            "The words behind the colon, where verdicts wait: the broker's own. Else its processor and its database: "
            + "`zapline_monitor_commit_seconds`. It says `ok` of nobody by time while it is behind.",
        run: "curl -sS http://127.0.0.1:9473/metrics",
        "docker compose --file compose/compose.yaml logs --tail 100 health-monitor")

    static let noHeartbeat = RunbookEntry(
        "No monitor has published its heartbeat for 90 s. Nothing on the health topic can be believed until one does.",
        look:
            "Whether a `health-monitor` runs, and reaches broker and database; of several one should have taken over within 15 s.",
        run: "curl -sS http://127.0.0.1:9473/healthz",
        "docker compose --file compose/compose.yaml logs --tail 100 health-monitor",
        "psql \"$DATABASE_URL\" -c \"SELECT holder, epoch, expires_at, renewed_at FROM zapline.monitor_lease\"")
}
