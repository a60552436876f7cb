import HTTPServer
import Service
import Testing

@Suite("Values of settings")
struct SettingTypesTests {
    @Test(
        "Sizes as people write them",
        arguments: [
            ("128MiB", 128 << 20), ("64KiB", 64 << 10), ("1GB", 1_000_000_000), ("512", 512), ("0", 0),
            ("3 MB", 3_000_000),
            ("1tib", 1 << 40), ("7B", 7), ("2kb", 2_000),
        ])
    func sizes(text: String, bytes: Int) { #expect(ByteSize(text)?.bytes == bytes) }

    @Test(
        "What is no size",
        arguments: [
            "", "MiB", "-1MiB", "1.5MiB", "1MiBs", "1 M", "1M", "99999999999999999999", "9999999999GiB", "١MiB",
            "1Mi B", "0x10",
        ])
    func badSizes(text: String) { #expect(ByteSize(text) == nil) }

    @Test("Sizes are told in the largest unit that leaves no rest")
    func sizeText() {
        for text in ["128MiB", "1KiB", "16MB", "3B", "0B", "1GiB", "1025B"] {
            #expect(ByteSize(text)?.description == text)
        }
        #expect(ByteSize.mebibytes(.max).bytes == .max)
    }

    @Test(
        "Durations as people write them",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("1h30m", .seconds(5_400)),
            ("7d", .seconds(604_800)),
            ("0s", .zero), ("1m1s1ms1us1ns", .seconds(61) + .nanoseconds(1_001_001)),
        ])
    func durations(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
        #expect(DurationText.format(duration) == text)
    }

    @Test(
        "What is no duration",
        arguments: [
            "", "5", "s", "-1s", "1.5s", "1s1m", "1s1s", "1x", "1 s", "1h 30m", "99999999999999999999s",
            "999999999999d", "1S",
        ])
    func badDurations(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test("Durations that nobody writes are told all the same")
    func oddDurations() {
        #expect(DurationText.format(.seconds(-5)) == "-5s")
        #expect(DurationText.format(.seconds(Int64.max)) == "9223372036854775807s")
    }

    @Test("Parsers name what is wrong and what to do")
    func faults() {
        func fault<Value>(_ setting: Setting<Value>, _ text: String) -> SettingFault? {
            do throws(SettingFault) {
                _ = try setting.parse(text)
                return nil
            } catch {
                return error
            }
        }
        let lanes = Setting<Int>.integer("ZAPLINE_LANES", 1...64, default: 2, help: "Threads.")
        #expect(fault(lanes, "x") == SettingFault("'x' is no whole number", remedy: "give a whole number from 1 to 64"))
        #expect(fault(lanes, "0")?.what == "0 is out of range")
        #expect(fault(lanes, "99999999999999999999")?.what == "'99999999999999999999' is no whole number")
        #expect(fault(lanes, "64") == nil)
        let listen = Setting<ListenAddress>.address("A", default: ListenAddress(host: "::1", port: 0), help: "h")
        #expect(fault(listen, ":80")?.remedy.contains("0.0.0.0:9471") == true)
        #expect(fault(Setting<Bool>.flag("F", default: false, help: "h"), "maybe")?.remedy == "give true or false")
        let start = Setting<StartPolicy>.choice("S", default: .earliest, help: "h")
        #expect(fault(start, "earlyest")?.remedy == "give one of earliest, latest, fail; did you mean earliest?")
        let pause = Setting<Duration>.duration("P", .seconds(1)...(.seconds(60)), default: .seconds(5), help: "h")
        #expect(fault(pause, "2m")?.what == "2m is out of range")
        #expect(fault(pause, "2")?.remedy == "give a duration from 1s to 1m, 500ms, 30s or 1h30m for example")
        let memory = Setting<ByteSize>.byteSize("M", .mebibytes(1)...(.mebibytes(4)), default: .mebibytes(2), help: "h")
        #expect(fault(memory, "8MiB")?.what == "8MiB is out of range")
        #expect(fault(memory, "8M")?.what == "'8M' is no size")
    }

    @Test("Words are taken in any case, flags in several words")
    func words() throws {
        #expect(try Setting<StartPolicy>.choice("S", default: .earliest, help: "h").parse("LATEST") == .latest)
        let flag = Setting<Bool>.flag("F", default: false, help: "h")
        for text in ["true", "Yes", "ON", "1"] { #expect(try flag.parse(text)) }
        for text in ["false", "No", "off", "0"] { #expect(try !flag.parse(text)) }
    }
}
