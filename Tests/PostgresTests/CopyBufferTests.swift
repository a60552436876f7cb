import Bytes
import TestSupport
import Testing

@testable import Postgres

@Suite("Rows in binary COPY are what Postgres reads", .timeLimit(.minutes(2)))
struct CopyBufferTests {
    let arena = Arena()

    func connect() throws -> Connection {
        try Connection.connect(
            ConnectionSettings(url: PrivatePostgres.shared().makeDatabase(), applicationName: "tests"))
    }

    @Test("Every type, at its extremes, and NULL")
    func types() throws {
        var connection = try connect()
        try connection.execute(
            "CREATE TABLE t (a int2, b int4, c int8, d bool, e float8, f text, g bytea, h timestamptz, i jsonb)")
        var rows = CopyBuffer()
        for extreme in [true, false] {
            rows.beginRow(columns: 9)
            rows.int2(extreme ? .max : .min)
            rows.int4(extreme ? .max : .min)
            rows.int8(extreme ? .max : .min)
            rows.bool(extreme)
            rows.float8(extreme ? 0.1 : -1e300)
            rows.text(arena.copy(extreme ? "olá 😀" : ""))
            rows.bytea(arena.copy("\u{0}\u{1}x"))
            rows.timestamptz(microseconds: extreme ? 253_402_300_799_999_999 : -62_135_596_800_000_000)
            rows.jsonb(arena.copy(#"{"a": [1, null]}"#))
        }
        rows.beginRow(columns: 9)
        for _ in 0..<9 { rows.null() }
        var script = Script()
        script.copy("COPY t FROM STDIN (FORMAT binary)", rows.finish())
        try connection.run(script)
        let result = try connection.query("SELECT a, b, c, d, e, f, g, h, i FROM t ORDER BY a DESC NULLS LAST")
        let expected: [[String?]] = [
            [
                "32767", "2147483647", "9223372036854775807", "t", "0.1", "olá 😀", "\\x000178",
                "9999-12-31 23:59:59.999999+00", #"{"a": [1, null]}"#,
            ],
            [
                "-32768", "-2147483648", "-9223372036854775808", "f", "-1e+300", "", "\\x000178",
                "0001-01-01 00:00:00+00", #"{"a": [1, null]}"#,
            ],
            [String?](repeating: nil, count: 9),
        ]
        for (row, values) in expected.enumerated() {
            for (column, value) in values.enumerated() { #expect(result[row, column] == value) }
        }
        #expect(result.rowCount == 3)
        #expect(result.bytes(0, 6) == [0, 1, 0x78])
    }

    @Test("A row that was dropped is not there, and an emptied buffer starts anew")
    func dropped() throws {
        var connection = try connect()
        try connection.execute("CREATE TABLE t (a int8)")
        var rows = CopyBuffer(capacity: 1)
        for round in 0..<2 {
            for number in 0..<10_000 as Range<Int64> {
                rows.beginRow(columns: 1)
                rows.int8(number)
                if number % 3 == 0 { rows.dropRow() }
            }
            #expect(rows.rowCount == 6_666)
            var script = Script()
            script.copy("COPY t FROM STDIN (FORMAT binary)", rows.finish())
            try connection.run(script)
            rows.removeAll()
            let counted = try connection.query("SELECT count(*), count(*) FILTER (WHERE a % 3 = 0) FROM t")
            #expect(counted.integer(0, 0) == Int64(6_666 * (round + 1)))
            #expect(counted.integer(0, 1) == 0)
        }
    }
}
