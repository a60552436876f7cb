import Testing

@testable import Topics

@Suite("Durations, sizes and the values of settings")
struct QuantityTests {
    @Test(
        "A duration is read in its units",
        arguments: [
            ("0", 0), ("1500", 1500), ("-1", -1), ("forever", -1),
            ("1ms", 1), ("90s", 90_000), ("5m", 300_000), ("12h", 43_200_000), ("30d", 2_592_000_000),
            ("2w", 1_209_600_000),
            ("1d12h", 129_600_000), ("1h30m15s", 5_415_000),
        ] as [(String, Int64)])
    func duration(_ text: String, _ milliseconds: Int64) {
        #expect(Quantity.milliseconds(text) == milliseconds)
    }

    @Test(
        "What is no duration is none",
        arguments: [
            "", " ", "d", "30 d", "30D", "1.5h", "-5m", "+5", "+5m", "12h1d", "1d1d", "5x", "1d5", "٣d", "forever!",
            "1e3",
            "99999999999999999999", "9223372036854775807d", "15250284452w15250284452d",
        ])
    func noDuration(_ text: String) {
        #expect(Quantity.milliseconds(text) == nil)
    }

    @Test(
        "A size is read in its units",
        arguments: [
            ("0", 0), ("unlimited", -1), ("10B", 10), ("512KiB", 524_288), ("16MiB", 16_777_216),
            ("1GiB", 1_073_741_824),
            ("2TiB", 2_199_023_255_552), ("1MiB512KiB", 1_572_864),
        ] as [(String, Int64)])
    func size(_ text: String, _ bytes: Int64) {
        #expect(Quantity.bytes(text) == bytes)
    }

    @Test(
        "What is no size is none: decimal units too, since nobody knows which were meant",
        arguments: [
            "", "MiB", "16MB", "16mib", "16M", "1.5MiB", "16 MiB", "9000000TiB0B9000000TiB", "8388608TiB",
        ])
    func noSize(_ text: String) {
        #expect(Quantity.bytes(text) == nil)
    }

    @Test(
        "A number is shown in the largest unit that it is whole in",
        arguments: [
            (2_592_000_000, "30d"), (43_200_000, "12h"), (5_400_000, "90m"), (1000, "1s"), (-1, "forever"), (1001, nil),
            (0, nil),
            (604_800_000, "7d"),
        ] as [(Int64, String?)])
    func shownDuration(_ milliseconds: Int64, _ text: String?) {
        #expect(Quantity.duration(ofMilliseconds: milliseconds) == text)
    }

    @Test(
        "Bytes likewise",
        arguments: [
            (16_777_216, "16MiB"), (524_288, "512KiB"), (1_048_588, nil), (-1, "unlimited"), (1 << 40, "1TiB"),
            (-2, nil),
        ] as [(Int64, String?)])
    func shownSize(_ bytes: Int64, _ text: String?) {
        #expect(Quantity.size(ofBytes: bytes) == text)
    }

    @Test(
        "A setting's text becomes Kafka's own",
        arguments: [
            ("retention.ms", "30d", "2592000000"), ("retention.ms", "forever", "-1"), ("retention.ms", "0", "0"),
            ("max.message.bytes", "16MiB", "16777216"), ("retention.bytes", "unlimited", "-1"),
            ("cleanup.policy", "delete, compact", "compact,delete"), ("cleanup.policy", "compact", "compact"),
            ("min.cleanable.dirty.ratio", "0.50", "0.5"), ("preallocate", "TRUE", "true"),
            ("compression.type", "ZSTD", "zstd"), ("message.timestamp.type", "createtime", "CreateTime"),
            ("min.insync.replicas", "auto", "auto"), ("min.insync.replicas", "2", "2"),
            ("compression.gzip.level", "-1", "-1"),
            ("local.retention.ms", "-2", "-2"),
        ])
    func canonical(_ setting: String, _ text: String, _ value: String) throws {
        let kind = try #require(SettingCatalogue.kinds[setting])
        #expect(kind.canonical(text) == value)
        #expect(kind.canonical(value) == value)
    }

    @Test(
        "A text that the setting can't hold is refused",
        arguments: [
            ("retention.ms", "-2"), ("segment.ms", "0"), ("segment.ms", "forever"), ("max.message.bytes", "3GiB"),
            ("max.message.bytes", "-1"), ("cleanup.policy", "shrink"), ("cleanup.policy", "delete,delete"),
            ("cleanup.policy", ""), ("cleanup.policy", "delete,"), ("min.cleanable.dirty.ratio", "1.5"),
            ("min.cleanable.dirty.ratio", "nan"), ("preallocate", "yes"), ("compression.type", "brotli"),
            ("min.insync.replicas", "0"), ("min.insync.replicas", "100000"), ("flush.messages", "1k"),
        ])
    func refused(_ setting: String, _ text: String) throws {
        let kind = try #require(SettingCatalogue.kinds[setting])
        #expect(kind.canonical(text) == nil)
        #expect(!kind.hint.isEmpty)
    }

    @Test("Two spellings of one value are equal, of an unknown setting only the same text")
    func equality() {
        #expect(SettingCatalogue.areEqual("delete,compact", "compact,delete", for: "cleanup.policy"))
        #expect(SettingCatalogue.areEqual("0.5", "0.50", for: "min.cleanable.dirty.ratio"))
        #expect(!SettingCatalogue.areEqual("1", "2", for: "retention.ms"))
        #expect(SettingCatalogue.areEqual("odd", "odd", for: "retention.ms"))
        #expect(!SettingCatalogue.areEqual("0.5", "0.50", for: "x.y"))
    }

    @Test("For people a value says what it means")
    func readable() {
        #expect(SettingCatalogue.readable("2592000000", of: "retention.ms") == "2592000000 (30d)")
        #expect(SettingCatalogue.readable("-1", of: "retention.bytes") == "-1 (unlimited)")
        #expect(SettingCatalogue.readable("compact", of: "cleanup.policy") == "compact")
        #expect(SettingCatalogue.readable("1001", of: "retention.ms") == "1001")
        #expect(SettingCatalogue.readable("2", of: "min.insync.replicas") == "2")
        #expect(SettingCatalogue.readable("5", of: "no.such") == "5")
    }

    @Test("The nearest name is offered where it is near")
    func nearest() {
        let known = ["partitions", "replication", "retention", "settings"]
        #expect(NearestName.of("partition", among: known) == "partitions")
        #expect(NearestName.of("retnetion", among: known) == "retention")
        #expect(NearestName.of("Settings", among: known) == "settings")
        #expect(NearestName.of("owner", among: known) == nil)
        #expect(NearestName.of(String(repeating: "x", count: 100_000), among: known) == nil)
        #expect(NearestName.of("x", among: []) == nil)
        #expect(NearestName.hint(for: "zzzzzz", among: ["a", "b"]) == "; there is `a`, `b`")
        #expect(NearestName.hint(for: "zzzzzz", among: (0..<20).map { "name-\($0)" }) == "")
    }
}
