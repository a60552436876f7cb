internal import Postgres
import Synchronization

/// A Postgres server of the tests' own, in a temporary folder, on a free port of loopback.
///
/// One a process, made when it is asked for first, and gone with the process, however that ends.
package final class PrivatePostgres: Sendable {
    /// The server that the tests of this process share.
    package static func shared() throws -> PrivatePostgres { try instance.get() }
    private static let instance = Result { try PrivatePostgres() }

    let guardian: Guardian
    /// The port on 127.0.0.1.
    package let port: Int
    /// The folder that holds the server's data.
    package let folder: String
    private let databases = Atomic(0)

    /// Starts a server; `settings` are those that shall not be the tests' own.
    ///
    /// - parameter smallDisk: the size, in MiB, of a disk of its own for databases that `makeDatabase` puts there; only where
    ///   `canHaveSmallDisk`.
    package init(settings: [String: String] = [:], smallDisk: Int? = nil) throws {
        let changes = settings.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value)" }
        let guardian = try Guardian(
            script: (smallDisk == nil ? "" : Self.ownMounts) + Self.script,
            environment: [
                "POSTGRES_SETTINGS": changes.joined(separator: " "), "SMALL_DISK": smallDisk.map { "\($0)" } ?? "",
            ])
        let said = guardian.lines(until: "ready")
        let words = (said.last ?? "").split(separator: " ")
        guard words.count == 3, words.first == "ready", let port = Int(words[1]) else {
            throw Guardian.Failure(description: "Postgres did not start: \(said.suffix(5).joined(separator: " | "))")
        }
        self.guardian = guardian
        self.port = port
        self.folder = String(words[2])
    }

    /// Stops the server at once, as `pg_ctl stop -m fast` does; sessions are ended, nothing that was flushed is lost.
    package func stopServer() { guardian.ask("stop", awaiting: "stopped") }

    /// Starts it again, on the same port and data.
    package func startServer() { guardian.ask("start", awaiting: "ready") }

    /// Ends it before the process does, and removes its data.
    package func stop() { guardian.end() }

    /// A libpq URI for `database`, by the port of a proxy where one stands before the server.
    package func url(database: String = "postgres", port: Int? = nil) -> String {
        "postgresql://postgres@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// A database of the caller's own, empty; its URI.
    ///
    /// - parameter onSmallDisk: whether its tables are on the small disk, temporary ones as well; the log isn't.
    package func makeDatabase(onSmallDisk: Bool = false) throws -> String {
        let name = "test_\(databases.add(1, ordering: .relaxed).newValue)"
        var connection = try Connection.connect(ConnectionSettings(url: url(), applicationName: "tests"))
        if onSmallDisk { try connection.execute("CREATE TABLESPACE \(name) LOCATION '\(folder)/small/tables'") }
        try connection.execute("CREATE DATABASE \(name)\(onSmallDisk ? " TABLESPACE \(name)" : "")")
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
        if [ -n "$SMALL_DISK" ]; then
          mkdir small
          mount -t tmpfs -o "size=${SMALL_DISK}m,mode=0700" tmpfs small
          mkdir small/tables
          chown -R postgres small
        fi
        "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync > initdb.log 2>&1 || { tail -n 5 initdb.log; exit 1; }
        server=
        trap '[ -z "$server" ] || { signal CONT; kill -QUIT "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }; leave' EXIT
        leave() { [ -z "$SMALL_DISK" ] || umount -l "$folder/small"; rm -rf "$folder"; }
        # The postmaster first: it makes no more processes then, and all of them are met.
        signal() {
          kill "-$1" "$server" 2>/dev/null || return 0
          for child in $(cat "/proc/$server/task/$server/children"); do kill "-$1" "$child" 2>/dev/null || true; done
        }
        # An orphan whose end nobody asks for yet has ended all the same.
        is_running() { grep -qs '^State:.[^ZX]' "/proc/$1/status"; }
        start() {
          "${as[@]}" "$bin/postgres" -D "$folder/data" -h 127.0.0.1 -p "$port" -k "$folder" -c max_connections=200 \
            -c shared_buffers=64MB -c log_statement=none $POSTGRES_SETTINGS >> server.log 2>&1 < /dev/null &
          server=$!
          for try in $(seq 600); do
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
              kill) signal STOP; children=$(cat "/proc/$server/task/$server/children"); kill -KILL $children "$server" 2>/dev/null || true
                wait "$server" 2>/dev/null || true; server=
                for child in $children; do while is_running "$child"; do sleep 0.01; done; done
                echo killed ;;
              freeze) signal STOP; echo frozen ;;
              thaw) signal CONT; echo thawed ;;
              fill) cat /dev/zero > small/filler 2>/dev/null || true; echo filled ;;
              free) rm -f small/filler; echo freed ;;
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
