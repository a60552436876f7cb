internal import Synchronization

/// A Kafka cluster of the tests' own: one broker or three, each broker and controller at once (KRaft), that can be killed,
/// started again, frozen and thawed. Gone with the process, however that ends.
///
/// Three brokers keep each record three times and a producer's `acks=all` waits for two. A broker that is gone is replaced
/// as a leader within about five seconds.
package final class KafkaCluster: Sendable {
    private let guardian: Guardian
    /// Where the brokers listen, whatever they advertise.
    package let ports: [Int]
    private let innerPorts: [Int]
    private let advertised: [Int]

    /// `host:port` of each broker, as clients are told.
    package var bootstrapServers: String { Self.addresses(advertised) }

    /// `host:port` of each broker, by which clients stay past whatever is advertised, as the brokers among themselves do.
    package var directServers: String { Self.addresses(innerPorts) }

    private static func addresses(_ ports: [Int]) -> String { ports.map { "127.0.0.1:\($0)" }.joined(separator: ",") }

    /// Starts the brokers and waits until all of them answer.
    ///
    /// - parameter settings: of the brokers, over those of the tests, such as `unclean.leader.election.enable`.
    /// - parameter advertising: the ports that clients are told, one a broker: those of proxies. Brokers speak to each other past them.
    package init(brokers: Int = 1, settings: [String: String] = [:], advertising: [Int]? = nil) throws {
        var said: [String] = []
        for _ in 0..<3 {
            let taken = FreePorts.pick(brokers * 3)
            let ports = Array(taken.prefix(brokers))
            let guardian = try Guardian(
                script: Self.script,
                environment: [
                    "PORTS": Self.words(ports), "INNER_PORTS": Self.words(taken[brokers..<2 * brokers]),
                    "CONTROLLER_PORTS": Self.words(taken[(2 * brokers)...]),
                    "ADVERTISED": Self.words(advertising ?? ports),
                    "SETTINGS": settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                        separator: "\n"),
                ])
            said = guardian.lines(until: "ready")
            guard said.last == "ready" else { continue }
            self.guardian = guardian
            self.ports = ports
            innerPorts = Array(taken[brokers..<2 * brokers])
            advertised = advertising ?? ports
            return
        }
        throw Guardian.Failure(description: "Kafka did not start: \(said.suffix(5).joined(separator: " | "))")
    }

    private static func words(_ ports: some Sequence<Int>) -> String { ports.map(String.init).joined(separator: " ") }

    /// Ends a broker with SIGKILL and waits until it is gone.
    package func kill(_ broker: Int) { guardian.ask("kill \(broker)", awaiting: "killed") }

    /// Starts a broker again on its data, and waits until it answers.
    ///
    /// - throws: where it doesn't within a minute; without a majority of three, none does.
    package func start(_ broker: Int) throws {
        let answer = guardian.ask("start \(broker)", awaiting: "started", "failed")
        guard answer == "started" else { throw Guardian.Failure(description: "broker \(broker) did not start") }
    }

    /// Stops a broker in its tracks with SIGSTOP; its connections stay.
    package func freeze(_ broker: Int) { guardian.ask("freeze \(broker)", awaiting: "frozen") }

    /// Lets a frozen broker go on.
    package func thaw(_ broker: Int) { guardian.ask("thaw \(broker)", awaiting: "thawed") }

    /// Ends all of it, and removes the data.
    package func stop() { guardian.end() }

    /// Clients, brokers and controllers have a listener each, so that proxies stand before clients alone. Small heaps, a quick
    /// compiler and no profile of it: a broker of a test lives for seconds.
    private static let script = #"""
        set -eu
        folder=$(mktemp -d /tmp/zapline-cluster.XXXXXX)
        read -ra ports <<< "$PORTS"; read -ra inner <<< "$INNER_PORTS"
        read -ra controllers <<< "$CONTROLLER_PORTS"; read -ra advertised <<< "$ADVERTISED"
        declare -A servers=()
        end() {
          for pid in "${servers[@]}"; do kill -9 "$pid" 2> /dev/null || true; done
          for pid in "${servers[@]}"; do wait "$pid" 2> /dev/null || true; done
          rm -rf "$folder"
        }
        trap end EXIT
        export KAFKA_HEAP_OPTS="-Xms128m -Xmx400m" KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
        voters=
        for node in "${!ports[@]}"; do voters+="${voters:+,}$node@127.0.0.1:${controllers[node]}"; done
        copies=${#ports[@]}
        quorum=$((copies / 2 + 1))
        cluster=$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | cut -c1-22)
        configure() {
          mkdir "$folder/$1"
          sed 's/^ *//' > "$folder/$1/server.properties" <<P
            process.roles=broker,controller
            node.id=$1
            controller.quorum.voters=$voters
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=INNER
            listeners=CLIENTS://127.0.0.1:${ports[$1]},INNER://127.0.0.1:${inner[$1]},CONTROLLER://127.0.0.1:${controllers[$1]}
            advertised.listeners=CLIENTS://127.0.0.1:${advertised[$1]},INNER://127.0.0.1:${inner[$1]}
            listener.security.protocol.map=CLIENTS:PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT
            log.dirs=$folder/$1/data
            auto.create.topics.enable=false
            default.replication.factor=$copies
            min.insync.replicas=$quorum
            offsets.topic.replication.factor=$copies
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=$copies
            transaction.state.log.num.partitions=2
            transaction.state.log.min.isr=$quorum
            group.initial.rebalance.delay.ms=0
            group.min.session.timeout.ms=1000
            broker.session.timeout.ms=3000
            broker.heartbeat.interval.ms=500
            replica.lag.time.max.ms=5000
            log.cleaner.backoff.ms=1000
            $SETTINGS
        P
          "$KAFKA_HOME/bin/kafka-storage.sh" format --cluster-id "$cluster" --config "$folder/$1/server.properties" \
            > "$folder/$1/format.log" 2>&1
        }
        launch() {
          LOG_DIR="$folder/$1/logs" "$KAFKA_HOME/bin/kafka-server-start.sh" "$folder/$1/server.properties" \
            >> "$folder/$1/server.log" 2>&1 < /dev/null &
          servers[$1]=$!
        }
        listens() {
          for try in $(seq 600); do
            if (: > "/dev/tcp/127.0.0.1/${ports[$1]}") 2> /dev/null; then return 0; fi
            kill -0 "${servers[$1]}" 2> /dev/null || break
            sleep 0.1
          done
          tail -n 5 "$folder/$1/server.log"
          return 1
        }
        end_broker() {
          [ -n "${servers[$1]:-}" ] || return 0
          kill -9 "${servers[$1]}" 2> /dev/null || true
          wait "${servers[$1]}" 2> /dev/null || true
          unset "servers[$1]"
        }
        formatting=()
        for node in "${!ports[@]}"; do configure "$node" & formatting+=($!); done
        for pid in "${formatting[@]}"; do wait "$pid" || { tail -n 5 "$folder"/*/format.log; exit 1; }; done
        for node in "${!ports[@]}"; do launch "$node"; done
        for node in "${!ports[@]}"; do listens "$node" || exit 1; done
        echo ready
        while read -r command node; do
          case $command in
            kill) end_broker "$node"; echo killed ;;
            start)
              [ -n "${servers[$node]:-}" ] || launch "$node"
              if listens "$node"; then echo started; else end_broker "$node"; echo failed; fi ;;
            freeze) kill -STOP "${servers[$node]}" || true; echo frozen ;;
            thaw) kill -CONT "${servers[$node]}" || true; echo thawed ;;
          esac
        done
        """#
}
