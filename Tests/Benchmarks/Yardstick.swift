import Postgres
import TestSupport

/// How fast this machine takes the archive's very rows from `psql`, in one transaction, into an empty table of the same
/// definition: what the consumers are held against, since machines differ by more than programs do.
struct Yardstick {
    private let file: String
    private let rows: Int

    /// Writes the rows of a database's archive to a file.
    init(rowsOf database: String, _ bench: Bench) throws {
        file = bench.postgres.folder + "/rows.bin"
        var connection = try bench.connect(database)
        rows = Int(try connection.query("SELECT count(*) FROM zapline.event_archive").integer(0, 0) ?? 0)
        guard rows == bench.options.events else {
            throw Bench.Failure(description: "the archive has \(rows) rows of \(bench.options.events)")
        }
        _ = try Self.copy(
            database, "\\copy (SELECT * FROM zapline.event_archive) TO '\(file)' WITH (FORMAT binary)")
    }

    /// Rows a second.
    func measure(_ bench: Bench) throws -> Double {
        let database = try bench.makeDatabase()
        var connection = try bench.connect(database)
        try connection.execute("CREATE TABLE zapline.yardstick (LIKE zapline.event_archive INCLUDING ALL)")
        return Double(rows) / (try Self.copy(database, "\\copy zapline.yardstick FROM '\(file)' WITH (FORMAT binary)"))
    }

    /// Runs psql; the seconds that it says the command took.
    private static func copy(_ database: String, _ command: String) throws -> Double {
        let child = try Shell.start(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", database, "-c", "\\timing on", "-c", command],
            environment: ["PATH": "/usr/bin:/bin"])
        let (output, end) = child.wait()
        let words = output.split { $0 == " " || $0 == "\n" }
        guard end == .code(0), let place = words.lastIndex(of: "Time:"), place + 1 < words.count,
            let milliseconds = Double(words[place + 1])
        else { throw Bench.Failure(description: "psql ended with \(end): \(output)") }
        return milliseconds / 1_000
    }
}
