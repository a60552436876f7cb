internal import Postgres
import Synchronization

/// A Postgres server of the tests' own, in a temporary folder, on a free port of loopback.
///
/// One a process, made when it is asked for first, and gone with the process, however that ends.
package final class PrivatePostgres: Sendable {
    /// The server that the tests of this process share.
    package static func shared() throws -> PrivatePostgres { try instance.get() }
    private static let instance = Result { try PrivatePostgres() }

    private let guardian: Guardian
    /// The port on 127.0.0.1.
    package let port: Int
    /// The folder that holds the server's data.
    package let folder: String
    private let databases = Atomic(0)

    /// Starts a server; `settings` are those that shall not be the tests' own.
    package init(settings: [String: String] = [:]) throws {
        let changes = settings.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value)" }
        let guardian = try Guardian(
            script: Self.script, environment: ["POSTGRES_SETTINGS": changes.joined(separator: " ")])
        var said: [String] = []
        while let line = guardian.readLine() {
            said.append(line)
            let words = line.split(separator: " ")
            guard words.first == "ready", words.count == 3, let port = Int(words[1]) else { continue }
            self.guardian = guardian
            self.port = port
            self.folder = String(words[2])
            return
        }
        throw Guardian.Failure(description: "Postgres did not start: \(said.suffix(5).joined(separator: " | "))")
    }

    /// Stops the server at once, as `pg_ctl stop -m fast` does; sessions are ended, nothing that was flushed is lost.
    package func stopServer() { command("stop", awaiting: "stopped") }

    /// Starts it again, on the same port and data.
    package func startServer() { command("start", awaiting: "ready") }

    private func command(_ word: String, awaiting answer: String) {
        guardian.send(word)
        while let line = guardian.readLine(), !line.hasPrefix(answer) {}
    }

    /// A libpq URI for `database`.
    package func url(database: String = "postgres") -> String { "postgresql://postgres@127.0.0.1:\(port)/\(database)" }

    /// A database of the caller's own, empty; its URI.
    package func makeDatabase() throws -> String {
        let name = "test_\(databases.add(1, ordering: .relaxed).newValue)"
        var connection = try Connection.connect(ConnectionSettings(url: url(), applicationName: "tests"))
        try connection.execute("CREATE DATABASE \(name)")
        return url(database: name)
    }

    /// Postgres refuses to run as root, so root runs it as the user that Debian's package made.
    private static let script = #"""
        set -eu
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        folder=$(mktemp -d /tmp/zapline-postgres.XXXXXX)
        as=()
        if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi
        cd "$folder"
        "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync > initdb.log 2>&1 || { tail -n 5 initdb.log; exit 1; }
        server=
        trap '[ -z "$server" ] || { kill -QUIT "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }; rm -rf "$folder"' EXIT
        start() {
          "${as[@]}" "$bin/postgres" -D "$folder/data" -h 127.0.0.1 -p "$port" -k "$folder" -c max_connections=60 \
            -c shared_buffers=64MB -c log_statement=none $POSTGRES_SETTINGS > server.log 2>&1 < /dev/null &
          server=$!
          for try in $(seq 100); do
            if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; then echo "ready $port $folder"; return 0; fi
            kill -0 "$server" 2>/dev/null || break
            sleep 0.1
          done
          kill -QUIT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=
          return 1
        }
        obey() {
          while read -r command; do
            case $command in
              stop) kill -INT "$server"; wait "$server" || true; server=; echo stopped ;;
              start) start || exit 1 ;;
            esac
          done
          exit 0
        }
        for attempt in 1 2 3 4 5; do
          port=$((20000 + RANDOM % 12000))
          if start; then obey; fi
        done
        tail -n 5 server.log
        exit 1
        """#
}
