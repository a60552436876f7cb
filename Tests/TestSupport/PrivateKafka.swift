import Glibc

/// A Kafka broker of the tests' own, of the distribution that `KAFKA_HOME` names, on free ports of loopback.
///
/// One a process, made when it is asked for first, and gone with the process, however that ends.
package final class PrivateKafka: Sendable {
    /// Whether there is a distribution to start one of; tests that need a real broker are skipped by name where there isn't.
    package static var isAvailable: Bool { unsafe getenv("KAFKA_HOME") != nil }

    /// The broker that the tests of this process share.
    package static func shared() throws -> PrivateKafka { try instance.get() }
    private static let instance = Result { try PrivateKafka() }

    private let guardian: Guardian
    /// The port on 127.0.0.1.
    package let port: Int
    /// The broker's process.
    package let processID: Int32

    /// `host:port`.
    package var bootstrapServers: String { "127.0.0.1:\(port)" }

    /// Starts a broker and waits until it answers.
    package init() throws {
        let guardian = try Guardian(script: Self.script)
        var said: [String] = []
        while let line = guardian.readLine() {
            said.append(line)
            let words = line.split(separator: " ")
            guard words.first == "ready", words.count == 3, let port = Int(words[1]), let pid = Int32(words[2]) else {
                continue
            }
            self.guardian = guardian
            self.port = port
            processID = pid
            return
        }
        throw Guardian.Failure(description: "Kafka did not start: \(said.suffix(5).joined(separator: " | "))")
    }

    /// Stops it before the process ends.
    package func stop() { guardian.end() }

    /// A single node in KRaft mode, whose data listener opens when it is ready; small internal topics, no delay before a group's first rebalance.
    private static let script = #"""
        set -eu
        folder=$(mktemp -d /tmp/zapline-kafka.XXXXXX)
        server=
        trap '[ -z "$server" ] || { kill -9 "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }; rm -rf "$folder"' EXIT
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
        group.min.session.timeout.ms=1000
        log.cleaner.backoff.ms=1000
        P
          sed -i 's/^ *//' "$folder/server.properties"
          rm -rf "$folder/data"
          "$KAFKA_HOME/bin/kafka-storage.sh" format --cluster-id "$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | cut -c1-22)" \
            --config "$folder/server.properties" > "$folder/format.log" 2>&1 || { tail -n 5 "$folder/format.log"; exit 1; }
          "$KAFKA_HOME/bin/kafka-server-start.sh" "$folder/server.properties" > "$folder/server.log" 2>&1 < /dev/null &
          server=$!
          for try in $(seq 600); do
            if (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then echo "ready $port $server"; cat > /dev/null; exit 0; fi
            kill -0 "$server" 2>/dev/null || break
            sleep 0.1
          done
          kill -9 "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=
        done
        tail -n 5 "$folder/server.log"
        exit 1
        """#
}
