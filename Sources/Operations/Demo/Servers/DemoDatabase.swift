internal import Postgres
internal import Schema
internal import Service

/// A Postgres of the demo's own: in a temporary folder, on a free port of loopback, gone with the demo.
final class DemoDatabase: Sendable {
    private let keeper: Keeper
    /// The port on 127.0.0.1.
    let port: Int

    /// Starts a server and waits until it answers.
    init(_ stop: StopRequest) throws(OperationError) {
        let keeper = try Keeper(Self.script)
        var said: [String] = []
        while let line = keeper.readLine(stop) {
            said.append(line)
            let words = line.split(separator: " ")
            guard words.first == "ready", words.count == 2, let port = Int(words[1]) else { continue }
            self.keeper = keeper
            self.port = port
            return
        }
        throw OperationError(
            stop.isRequested
                ? "stopped" : "the demo's Postgres doesn't start: \(said.suffix(5).joined(separator: "; "))",
            exitCode: .unavailable)
    }

    /// A libpq URI. The settings that the user has for other servers (`PGSSLMODE` …) are not for this one.
    var url: String { "postgresql://postgres@127.0.0.1:\(port)/zapline?sslmode=disable" }

    /// What `psql` is given to look into it.
    var psql: String { "psql postgresql://postgres@127.0.0.1:\(port)/zapline" }

    /// What a session of the demo is made with; a check reads whole tables.
    var session: ConnectionSettings {
        var settings = ConnectionSettings(url: url, applicationName: "zapline/demo")
        settings.statementTimeout = .seconds(300)
        return settings
    }

    /// Makes the tables.
    ///
    /// - returns: what was done, and the server's version.
    func prepare() throws -> String {
        do {
            var connection = try Connection.connect(session, timeout: .seconds(10))
            let steps = try SchemaMigrator.apply(&connection)
            let version = "\(connection.serverVersion / 10_000).\(connection.serverVersion % 10_000)"
            return "PostgreSQL \(version), schema \(steps.last?.version ?? Migration.current)"
        } catch let error as PostgresError {
            throw Database.failure(error)
        }
    }

    /// Why it is over; nil: it is well.
    var failure: String? { keeper.lastWord.map { "the demo's Postgres is gone: \($0)" } }

    /// Stops it; its folder goes too.
    func end() { keeper.end() }

    /// Postgres refuses to run as root, so root runs it as the user that Debian's package made.
    private static let script = #"""
        set -eu
        bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
        [ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
        [ -x "$bin/initdb" ] || { echo "there is no initdb: install Debian's package postgresql"; exit 1; }
        folder=$(mktemp -d "${TMPDIR:-/tmp}/zapline-postgres.XXXXXX")
        server=
        trap '[ -z "$server" ] || { kill -QUIT "$server" 2> /dev/null; wait "$server" 2> /dev/null || true; }; rm -rf "$folder"' EXIT
        as=()
        if [ "$(id -u)" = 0 ]; then
          user=postgres; id "$user" > /dev/null 2>&1 || user=nobody
          chown "$user" "$folder"
          as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
        fi
        cd "$folder"
        "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
          > initdb.log 2>&1 || { tail -n 3 initdb.log; exit 1; }
        for attempt in 1 2 3 4 5; do
          port=$((20000 + RANDOM % 12000))
          "${as[@]}" "$bin/postgres" -D "$folder/data" -h 127.0.0.1 -p "$port" -k "$folder" -c max_connections=200 \
            -c shared_buffers=128MB -c max_wal_size=2GB -c log_statement=none > server.log 2>&1 < /dev/null &
          server=$!
          for try in $(seq 100); do
            if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; then
              "$bin/psql" -q -h 127.0.0.1 -p "$port" -U postgres -c 'CREATE DATABASE zapline' postgres > server.log 2>&1 || break
              echo "ready $port"
              cat > /dev/null
              exit 0
            fi
            kill -0 "$server" 2> /dev/null || break
            sleep 0.1
          done
          kill -QUIT "$server" 2> /dev/null || true
          wait "$server" 2> /dev/null || true
          server=
        done
        tail -n 3 server.log
        exit 1
        """#
}
