internal import Kafka
internal import Service

/// The broker of a demo: librdkafka's mock cluster in this process, or a real Kafka where `KAFKA_HOME` names one.
final class DemoBroker: Sendable {
    private enum Kind: Sendable {
        case mock(MockCluster)
        case kafka(Keeper)
    }

    private let kind: Kind
    /// Where clients find it.
    let bootstrapServers: String
    /// What it is, for people.
    let description: String

    /// The mock keeps 5 MiB a partition, as it was sent; 4 MiB as they are never grow to that on the way.
    var backlogLimit: Int { if case .mock = kind { 4 << 20 } else { 64 << 20 } }

    /// Starts a broker and makes the topics.
    init(home: String?, _ stop: StopRequest) throws {
        if let home, !home.isEmpty {
            let (keeper, port) = try Self.startKafka(home, stop)
            kind = .kafka(keeper)
            bootstrapServers = "127.0.0.1:\(port)"
            description = "Apache Kafka of \(home), \(bootstrapServers)"
        } else {
            let cluster = try MockCluster()
            kind = .mock(cluster)
            bootstrapServers = cluster.bootstrapServers
            description = "librdkafka's mock cluster in this process, \(bootstrapServers)"
        }
        try makeTopics()
    }

    private func makeTopics() throws {
        switch kind {
        case .mock(let cluster):
            for topic in DemoTopics.all { try cluster.createTopic(topic.name, partitions: topic.partitions) }
        case .kafka:
            let admin = try Admin(ClientSettings(bootstrapServers: bootstrapServers, clientID: "demo")) { _ in }
            let topics = DemoTopics.all.map { NewTopic($0.name, partitions: $0.partitions, replication: 1) }
            if let error = try admin.createTopics(topics, timeout: .seconds(30)).compactMap(\.error).first {
                throw OperationError("the demo's topics can't be made: \(error)", exitCode: .unavailable)
            }
        }
    }

    /// The number of records in each partition, as the broker has it.
    func ends() throws -> [TopicPartition: Int64] {
        let admin = try Admin(ClientSettings(bootstrapServers: bootstrapServers, clientID: "demo")) { _ in }
        let partitions = ["whatsapp.lifecycle", "whatsapp.heartbeats", "whatsapp.messages"].flatMap { topic in
            (0..<DemoTopics.partitions(of: topic)).map { TopicPartition(topic, Int32($0)) }
        }
        return try admin.watermarks(partitions, timeout: .seconds(30)).mapValues(\.high)
    }

    /// Why it is over; nil: it is well.
    var failure: String? {
        guard case .kafka(let keeper) = kind else { return nil }
        return keeper.lastWord.map { "the demo's Kafka is gone: \($0)" }
    }

    /// Stops it.
    func end() { if case .kafka(let keeper) = kind { keeper.end() } }
}

// MARK: - A real one

extension DemoBroker {
    private static func startKafka(_ home: String, _ stop: StopRequest) throws(OperationError) -> (Keeper, Int) {
        let keeper = try Keeper(script, arguments: [home])
        var said: [String] = []
        while let line = keeper.readLine(stop) {
            said.append(line)
            let words = line.split(separator: " ")
            if words.first == "ready", words.count == 2, let port = Int(words[1]) { return (keeper, port) }
        }
        throw OperationError(
            stop.isRequested
                ? "stopped"
                : "the Kafka of KAFKA_HOME (\(home)) doesn't start: \(said.suffix(5).joined(separator: "; "))",
            exitCode: .unavailable)
    }

    /// A single node in KRaft mode, whose data listener opens when it is ready.
    private static let script = #"""
        set -eu
        home=$1
        [ -x "$home/bin/kafka-server-start.sh" ] || { echo "there is no bin/kafka-server-start.sh"; exit 1; }
        folder=$(mktemp -d "${TMPDIR:-/tmp}/zapline-kafka.XXXXXX")
        server=
        trap '[ -z "$server" ] || { kill -9 "$server" 2> /dev/null; wait "$server" 2> /dev/null || true; }; rm -rf "$folder"' EXIT
        export KAFKA_HEAP_OPTS="-Xms256m -Xmx768m" LOG_DIR="$folder/logs"
        for attempt in 1 2 3 4 5; do
          port=$((32000 + RANDOM % 12000 * 2))
          cat > "$folder/server.properties" <<P
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:$((port + 1))
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
        advertised.listeners=PLAINTEXT://127.0.0.1:$port
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=$folder/data
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.num.partitions=2
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        P
          sed -i 's/^ *//' "$folder/server.properties"
          rm -rf "$folder/data"
          "$home/bin/kafka-storage.sh" format --config "$folder/server.properties" \
            --cluster-id "$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | cut -c1-22)" \
            > "$folder/format.log" 2>&1 || { tail -n 3 "$folder/format.log"; exit 1; }
          "$home/bin/kafka-server-start.sh" "$folder/server.properties" > "$folder/server.log" 2>&1 < /dev/null &
          server=$!
          for try in $(seq 600); do
            if (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then echo "ready $port"; cat > /dev/null; exit 0; fi
            kill -0 "$server" 2> /dev/null || break
            sleep 0.1
          done
          kill -9 "$server" 2> /dev/null || true
          wait "$server" 2> /dev/null || true
          server=
        done
        tail -n 3 "$folder/server.log"
        exit 1
        """#
}
