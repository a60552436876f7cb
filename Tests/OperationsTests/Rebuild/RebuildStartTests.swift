import JSON
import Kafka
import Service
import Testing

@testable import Operations

/// Where a rebuild begins: a function of what there is.
@Suite("Where a rebuild begins")
struct RebuildStartTests {
    typealias Partition = StartFacts.Partition
    typealias Part = RebuildStart.Part

    static func messages(
        _ partition: Int32 = 0, log: (Int64, Int64)?, live: Int64?, archive: (Int64, Int64)? = nil, life: Int16 = 1,
        skips: [(Range<Int64>, Int64)] = [], at: (archive: Int64?, log: Int64?) = (nil, nil),
        topic: String = "whatsapp.messages", first: Int64? = nil
    ) -> Partition {
        Partition(
            topic: topic, logID: life, partition: partition, log: log.map { LogBounds(low: $0.0, high: $0.1) },
            live: live, first: first, archive: archive.map { .init(first: $0.0, next: $0.1) },
            skips: skips.map { .init(offsets: $0.0, audit: $0.1) }, atTime: .init(archive: at.archive, log: at.log))
    }

    static func resolve(
        _ wish: StartWish = .earliest, _ partitions: [Partition], pipeline: String = "messages",
        archived: Set<String> = ["whatsapp.messages", "whatsapp.lifecycle"]
    ) throws -> RebuildStart {
        try RebuildStart(
            wish,
            StartFacts(pipeline: pipeline, archivedTopics: archived, partitions: partitions, prefix: "whatsapp."))
    }

    private static func at(_ offset: Int64, _ partition: Int32 = 0) -> StartWish {
        .offsets([TopicPartition("whatsapp.messages", partition): offset])
    }

    /// offset, source, seam, limit
    static func shape(_ start: RebuildStart) -> String {
        start.parts.map {
            "\($0.partition)@\($0.logID) \($0.offset) \($0.source) \($0.seam.map { "\($0)" } ?? "-") \($0.limit)"
        }.joined(separator: ", ")
    }

    static let cases: [(String, StartWish, [Partition], String, Bool)] = [
        ("the log alone reaches back", .earliest, [messages(log: (0, 90), live: 80)], "0@1 0 log 0 80", false),
        (
            "an archive beside it isn't read", .earliest, [messages(log: (0, 90), live: 80, archive: (0, 85))],
            "0@1 0 log 0 80", false
        ),
        (
            "the archive reaches further back", .earliest, [messages(log: (50, 90), live: 80, archive: (0, 85))],
            "0@1 0 archive 50 80", false
        ),
        (
            "they meet at the seam exactly", .earliest, [messages(log: (50, 90), live: 80, archive: (0, 50))],
            "0@1 0 archive 50 80", false
        ),
        (
            "live stands below the seam", .earliest, [messages(log: (50, 90), live: 40, archive: (0, 40))],
            "0@1 0 archive 50 40", false
        ),
        (
            "the log is empty, the archive has all", .earliest, [messages(log: (80, 80), live: 80, archive: (0, 80))],
            "0@1 0 archive 80 80", false
        ),
        ("nothing was ever published", .earliest, [messages(log: (0, 0), live: 0)], "0@1 0 log 0 0", false),
        (
            "a partition that live never claimed is left out", .earliest,
            [messages(log: (0, 9), live: 9), messages(1, log: (0, 5), live: nil)], "0@1 0 log 0 9", false
        ),
        (
            "the archive has no beginning, and nobody knows whether live had it", .earliest,
            [messages(log: (50, 90), live: 80, archive: (20, 85))],
            "0@1 20 archive 50 80", true
        ),
        (
            "no archive, and the log begins late", .earliest, [messages(log: (50, 90), live: 80)], "0@1 50 log 50 80",
            true
        ),

        (
            "an older life comes first", .earliest,
            [messages(log: nil, live: 30, archive: (0, 30)), messages(log: (0, 9), live: 9, life: 2)],
            "0@1 0 archive - 30, 0@2 0 log 0 9", false
        ),
        (
            "an older life in which the pipeline never was", .earliest,
            [messages(log: nil, live: nil, archive: (0, 30)), messages(log: (0, 9), live: 9, life: 2)],
            "0@1 0 archive - 30, 0@2 0 log 0 9", false
        ),
        (
            "an older life that the archive never saw", .earliest,
            [messages(log: nil, live: 30), messages(log: (0, 9), live: 9, life: 2)], "0@2 0 log 0 9", true
        ),
        (
            "an older life whose end the archive never saw", .earliest,
            [messages(log: nil, live: 30, archive: (0, 20)), messages(log: (0, 9), live: 9, life: 2)],
            "0@1 0 archive - 20, 0@2 0 log 0 9", true
        ),
        (
            "an older life in which nothing was applied", .earliest,
            [messages(log: nil, live: 0, archive: (0, 20)), messages(log: (0, 9), live: 9, life: 2)],
            "0@2 0 log 0 9", false
        ),

        (
            "an offset in the log", at(60), [messages(log: (50, 90), live: 80, archive: (0, 85))], "0@1 60 log 50 80",
            true
        ),
        (
            "an offset in the archive", at(10), [messages(log: (50, 90), live: 80, archive: (0, 85))],
            "0@1 10 archive 50 80", true
        ),
        ("the earliest offset leaves nothing out", at(0), [messages(log: (0, 90), live: 80)], "0@1 0 log 0 80", false),
        ("where live stands: nothing to read", at(80), [messages(log: (0, 90), live: 80)], "0@1 80 log 0 80", true),
        (
            "others begin with the earliest", at(60),
            [
                messages(log: (50, 90), live: 80, archive: (0, 85)),
                messages(1, log: (50, 90), live: 80, archive: (0, 85)),
            ],
            "0@1 60 log 50 80, 1@1 0 archive 50 80", true
        ),
        (
            "an offset means the current life", at(0),
            [messages(log: nil, live: 30, archive: (0, 30)), messages(log: (0, 9), live: 9, life: 2)],
            "0@2 0 log 0 9", true
        ),
        (
            "an offset behind a hole", at(50), [messages(log: (50, 90), live: 80, archive: (0, 40))],
            "0@1 50 log 50 80", true
        ),

        (
            "a time in the log", .time(1), [messages(log: (50, 90), live: 80, archive: (0, 85), at: (70, 70))],
            "0@1 70 log 50 80", true
        ),
        (
            "a time in the archive", .time(1), [messages(log: (50, 90), live: 80, archive: (0, 85), at: (10, 50))],
            "0@1 10 archive 50 80", true
        ),
        (
            "a time before everything", .time(1), [messages(log: (0, 90), live: 80, at: (nil, 0))], "0@1 0 log 0 80",
            false
        ),
        (
            "a time after everything: nothing to read", .time(1), [messages(log: (0, 90), live: 80)],
            "0@1 80 log 0 80", true
        ),
        (
            "a time that live hasn't come to", .time(1), [messages(log: (0, 90), live: 80, at: (nil, 85))],
            "0@1 80 log 0 80", true
        ),
        (
            "a time within an older life", .time(1),
            [
                messages(log: nil, live: 30, archive: (0, 30), at: (12, nil)),
                messages(log: (0, 9), live: 9, life: 2, at: (nil, 0)),
            ],
            "0@1 12 archive - 30, 0@2 0 log 0 9", true
        ),
        (
            "a time after an older life", .time(1),
            [messages(log: nil, live: 30, archive: (0, 30)), messages(log: (0, 9), live: 9, life: 2, at: (nil, 0))],
            "0@2 0 log 0 9", true
        ),
    ]

    @Test("From what there is and what is asked for", arguments: cases.indices)
    func resolves(_ index: Int) throws {
        let (name, wish, partitions, expected, isLate) = Self.cases[index]
        let start = try Self.resolve(wish, partitions)
        #expect(Self.shape(start) == expected, "\(name)")
        #expect(start.beginsLate == isLate, "\(name): \(start.lacks)")
        #expect(start.readsArchive == expected.contains("archive"), "\(name)")
    }

    static let refusals: [(String, StartWish, [Partition], String)] = [
        (
            "a hole at the seam", .earliest, [messages(log: (50, 90), live: 80, archive: (0, 40))],
            "records 40 to 49 of messages/0 are neither in the archive nor in the log: the archive ends at 40, and the log "
                + "begins at 50; to begin behind them say --from=messages/0=50"
        ),
        (
            "a hole of one", .earliest, [messages(log: (50, 90), live: 80, archive: (0, 49))],
            "record 49 of messages/0 is neither"
        ),
        (
            "a hole up to where live stands", .earliest, [messages(log: (50, 90), live: 45, archive: (0, 40))],
            "records 40 to 44 of messages/0"
        ),
        (
            "an offset within a hole", at(45), [messages(log: (50, 90), live: 80, archive: (0, 40))],
            "records 40 to 49 of messages/0"
        ),
        (
            "an offset below everything", at(10), [messages(log: (50, 90), live: 80)],
            "messages/0 has no offset 10 to begin with: the log has 50 to 89, and live stands at 80"
        ),
        (
            "an offset below archive and log", at(10), [messages(log: (50, 90), live: 80, archive: (20, 85))],
            "the archive has 20 to 84, the log has 50 to 89"
        ),
        ("an offset above live", at(81), [messages(log: (0, 90), live: 80)], "live stands at 80"),
        ("a partition that isn't there", at(0, 7), [messages(log: (0, 90), live: 80)], "has no offset in messages/7"),
        ("live beyond the log", .earliest, [messages(log: (0, 70), live: 80)], "beyond the log's end at 70"),
        (
            "live before everything", .earliest, [messages(log: (50, 90), live: 40)],
            "live stands at 40, and archive and log begin at 50"
        ),
        ("nothing was ever claimed", .earliest, [messages(log: (0, 70), live: nil)], "messages has no offsets yet"),
    ]

    @Test("What can't be is refused with what there is", arguments: refusals.indices)
    func refuses(_ index: Int) throws {
        let (name, wish, partitions, text) = Self.refusals[index]
        let error = #expect(throws: OperationError.self) { try Self.resolve(wish, partitions) }
        #expect(error?.description.contains(text) == true, "\(name): \(error?.description ?? "")")
        #expect(error?.exitCode == .found)
    }

    @Test("The archive and heartbeats are read from the log alone, and lack nothing that it hasn't")
    func logAlone() throws {
        let archive = try Self.resolve(
            .earliest,
            [Self.messages(log: nil, live: 30, archive: (0, 30)), Self.messages(log: (50, 90), live: 80, life: 2)],
            pipeline: "archive", archived: [])
        #expect(Self.shape(archive) == "0@2 50 log 50 80" && !archive.beginsLate && !archive.readsArchive)
        let status = try Self.resolve(
            .earliest,
            [
                Self.messages(log: (50, 90), live: 80, archive: (0, 60), topic: "whatsapp.lifecycle"),
                Self.messages(log: (500, 900), live: 900, life: 2, topic: "whatsapp.heartbeats"),
            ], pipeline: "status", archived: ["whatsapp.lifecycle"])
        #expect(Self.shape(status) == "0@1 0 archive 50 80, 0@2 500 log 500 900" && !status.beginsLate)
    }

    @Test("Records that an operator made the archive skip are named where they would be read, and only there")
    func skips() throws {
        let partition = Self.messages(
            log: (50, 90), live: 80, archive: (0, 85), skips: [(10..<20, 7), (45..<55, 8), (60..<70, 9)])
        let start = try Self.resolve(.earliest, [partition])
        #expect(start.beginsLate && !start.leavesOut)
        #expect(
            start.lacks.map(\.text) == [
                "records 10 to 19 of messages/0 are not in the archive: 'offsets set' skipped them (audit row 7)",
                "records 45 to 49 of messages/0 are not in the archive: 'offsets set' skipped them (audit row 8)",
            ])
        #expect(try Self.resolve(Self.at(20), [partition]).lacks.map(\.audit) == [8])
        #expect(try Self.resolve(Self.at(55), [partition]).lacks == [])
    }

    @Test("What stands in zapline.rebuilds says where each partition began")
    func json() throws {
        let start = try Self.resolve(
            .earliest,
            [Self.messages(log: (50, 90), live: 80, archive: (0, 85)), Self.messages(1, log: (0, 9), live: 9)])
        #expect(
            start.json.text
                == #"[{"topic":"whatsapp.messages","log_id":1,"partition":0,"offset":0,"from":"archive"},"#
                + #"{"topic":"whatsapp.messages","log_id":1,"partition":1,"offset":0,"from":"log"}]"#)
        #expect(start.count == 89)
    }
}
