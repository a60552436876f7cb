import Telemetry
import TestSupport
import Testing

@Suite("Loggers carry fields and leave out what doesn't matter")
struct LoggerTests {
    @Test("Every level has its method, and they rise in swift-log's order")
    func levels() {
        let collector = LogCollector()
        let logger = collector.logger()
        logger.trace("a")
        logger.debug("b")
        logger.info("c")
        logger.notice("d")
        logger.warning("e")
        logger.error("f")
        logger.critical("g")
        #expect(collector.entries.map(\.level) == LogLevel.allCases)
        #expect(collector.entries.map(\.level) == collector.entries.map(\.level).sorted())
        #expect(collector.messages == ["a", "b", "c", "d", "e", "f", "g"])
    }

    @Test("What lies below the level is neither written nor worked out")
    func threshold() {
        let collector = LogCollector()
        let logger = collector.logger(level: .warning)
        var asked = 0
        func cost() -> LogValue {
            asked += 1
            return "x"
        }
        logger.info("too small", ["cost": cost()])
        #expect(collector.entries.isEmpty)
        #expect(asked == 0)
        logger.warning("large enough", ["cost": cost()])
        #expect(collector.messages == ["large enough"])
        #expect(asked == 1)
    }

    @Test("A bound field is in every entry of that copy, and in no other")
    func binding() {
        let collector = LogCollector()
        let root = collector.logger(label: "archiver")
        let bound = root.with("kafka.topic", "whatsapp.messages").with("kafka.partition", 3)
        bound.info("assigned", ["kafka.offset": .integer(UInt64.max)])
        root.info("plain")
        #expect(collector.entries[0]["kafka.topic"] == "whatsapp.messages")
        #expect(collector.entries[0]["kafka.partition"] == 3)
        #expect(collector.entries[0]["kafka.offset"] == .integer(Int64.max))
        #expect(collector.entries[1].fields.isEmpty)
        #expect(collector.entries.allSatisfy { $0.label == "archiver" })
    }

    @Test("A field bound again gives way, and one at the call wins")
    func rebinding() {
        let collector = LogCollector()
        let logger = collector.logger().with("lane", 1).with("lane", 2)
        logger.info("x")
        logger.info("y", ["lane": 9])
        #expect(collector.entries[0].fields == [LogEntry.Field("lane", 2)])
        #expect(collector.entries[1]["lane"] == 9)
    }

    @Test("A silent logger takes everything")
    func silent() {
        Logger.silent.critical("nobody hears it", ["error": "x"])
    }
}
