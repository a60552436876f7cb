import HTTPServer
import Service
import Telemetry
import Testing

@Suite("The environment becomes typed settings, or a list of everything that is wrong")
struct SettingsReaderTests {
    static let defaults = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 9_472), lanes: 2)
    static let rules = KafkaRules(
        isProperty: {
            ["sasl.mechanism", "sasl.password", "security.protocol", "client.id", "enable.auto.commit"].contains($0)
        },
        refused: ["enable.auto.commit": "offsets live in Postgres"])

    private func read(
        _ environment: [String: String], needs: Set<ServiceSettings.Need> = []
    ) throws(SettingsError) -> ServiceSettings {
        var reader = SettingsReader(environment, known: ServiceSettings.descriptions(Self.defaults))
        let settings = ServiceSettings(from: &reader, Self.defaults, kafka: Self.rules, needs: needs)
        try reader.finish()
        return settings
    }

    private func problems(_ environment: [String: String], needs: Set<ServiceSettings.Need> = []) -> [SettingsError
        .Problem]
    {
        do throws(SettingsError) {
            _ = try read(environment, needs: needs)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("Nothing set: every default of the surface")
    func defaults() throws {
        let settings = try read([:])
        #expect(settings.database == nil)
        #expect(settings.kafka == KafkaSettings())
        #expect(settings.topicPrefix == "whatsapp.")
        #expect(settings.listen.description == "127.0.0.1:9472")
        #expect(settings.httpToken == nil)
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == nil)
        #expect(settings.lanes == nil)
        #expect(settings.memory.description == "128MiB")
        #expect(settings.start == .earliest)
        #expect(settings.maxEventBytes.description == "16MiB")
        #expect(settings.databaseDisk == nil)
    }

    @Test("Everything set")
    func everything() throws {
        let settings = try read([
            "DATABASE_URL": "postgresql://u:pw@h/db",
            "KAFKA_BOOTSTRAP_SERVERS": "a:9092,[::1]:9093, SASL_SSL://b:9094,c",
            "KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SASL_PASSWORD": "s3cret", "ZAPLINE_TOPIC_PREFIX": "test-1_x.",
            "ZAPLINE_HTTP_LISTEN": "[::1]:0", "ZAPLINE_HTTP_TOKEN": "0123456789abcdef", "ZAPLINE_LOG_LEVEL": "debug",
            "ZAPLINE_LOG_FORMAT": "json", "ZAPLINE_LANES": "4", "ZAPLINE_MEMORY": "1GiB", "ZAPLINE_START": "fail",
            "ZAPLINE_MAX_EVENT_BYTES": "1MiB", "ZAPLINE_DATABASE_DISK": "80GiB",
        ])
        #expect(settings.database?.description == "postgresql://u:***@h/db")
        #expect(settings.kafka.bootstrapServers == "a:9092,[::1]:9093, SASL_SSL://b:9094,c")
        #expect(
            settings.kafka.properties.mapValues { $0.reveal() } == [
                "sasl.mechanism": "PLAIN", "sasl.password": "s3cret",
            ])
        #expect(settings.topicPrefix == "test-1_x.")
        #expect(settings.listen == ListenAddress(host: "::1", port: 0))
        #expect(settings.httpToken?.reveal() == "0123456789abcdef")
        #expect(settings.logLevel == .debug)
        #expect(settings.logFormat == .json)
        #expect(settings.lanes == 4)
        #expect(settings.memory.bytes == 1 << 30)
        #expect(settings.start == .fail)
        #expect(settings.maxEventBytes.bytes == 1 << 20)
        #expect(settings.databaseDisk?.bytes == 80 << 30)
    }

    @Test("An empty variable is one that isn't set")
    func empty() throws {
        let settings = try read([
            "ZAPLINE_LANES": "", "ZAPLINE_TYPO": "", "DATABASE_URL": "", "KAFKA_BOOTSTRAP_SERVERS": "",
        ])
        #expect(settings.lanes == nil)
        #expect(settings.kafka.bootstrapServers == nil)
    }

    @Test("All problems come at once, in the order of their names, and the process ends with 78")
    func collected() {
        let environment = [
            "ZAPLINE_LANES": "many", "ZAPLINE_MEMORY": "1", "DATABASE_URL": "mysql://u:s3cret@h", "ZAPLINE_LANE": "2",
            "KAFKA_ENABLE_AUTO_COMMIT": "true", "ZAPLINE_TOPIC_PREFIX": "what's app", "KAFKA_BOOTSTRAP_SERVERS": "a:b",
        ]
        let error = #expect(throws: SettingsError.self) { _ = try read(environment) }
        #expect(error?.exitCode == .configuration)
        #expect(
            error?.problems.map(\.name) == [
                "DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_ENABLE_AUTO_COMMIT", "ZAPLINE_LANE", "ZAPLINE_LANES",
                "ZAPLINE_MEMORY", "ZAPLINE_TOPIC_PREFIX",
            ])
        #expect(
            error?.description.hasPrefix(
                "7 problems in the settings:\n  DATABASE_URL: its value can't be used; give a libpq URI") == true)
        #expect(error?.description.contains("s3cret") == false)
        #expect(
            error?.description.contains("ZAPLINE_LANE: there is no such setting; did you mean ZAPLINE_LANES?") == true)
        #expect(
            error?.description.contains("enable.auto.commit can't be set: offsets live in Postgres; remove it") == true)
    }

    @Test("A secret that can't be used isn't told")
    func secretFault() {
        let found = problems(["ZAPLINE_HTTP_TOKEN": "tooshort"])
        #expect(found.count == 1)
        #expect(found[0].description.contains("tooshort") == false)
        #expect(found[0].remedy.contains("at least 16 characters"))
    }

    @Test("KAFKA_… that names no property is somebody else's")
    func foreign() throws {
        let settings = try read([
            "KAFKA_HOME": "/opt/kafka", "KAFKA_OPTS": "-Xmx1g", "KAFKA_SASL_MECHANISM": "PLAIN",
            "KAFKA_PORT": "tcp://10.0.0.1:9092",
            "KAFKA_": "x", "kafka_client_id": "y",
        ])
        #expect(settings.kafka.properties.keys.sorted() == ["sasl.mechanism"])
    }

    @Test("What Kubernetes injects for a Service called zapline… is left alone, and told")
    func kubernetes() throws {
        let names = [
            "ZAPLINE_SERVICE_HOST", "ZAPLINE_SERVICE_PORT", "ZAPLINE_SERVICE_PORT_HTTP", "ZAPLINE_PORT",
            "ZAPLINE_PORT_9471_TCP",
            "ZAPLINE_PORT_9471_TCP_ADDR", "ZAPLINE_MONITOR_SERVICE_HOST", "ZAPLINE_MONITOR_PORT_9473_TCP_PROTO",
        ]
        let settings = try read(Dictionary(uniqueKeysWithValues: names.map { ($0, "tcp://10.0.0.1:80") }))
        #expect(settings.ignored == names.sorted())
        #expect(problems(["ZAPLINE_HTTP_LISTN": "x"]).map(\.remedy) == ["did you mean ZAPLINE_HTTP_LISTEN?"])
        #expect(problems(["ZAPLINE_SUPPORT": "x"]).count == 1)
        #expect(problems(["ZAPLINE_XYZZY_QUUX_FROB": "x"]).map(\.remedy) == ["see --help for the settings"])
    }

    @Test("A name of ours is ours even where it looks like one of Kubernetes'")
    func ours() {
        let port = Setting<Int>.integer("ZAPLINE_DEMO_PORT", 1...9, default: 1, help: "h")
        var reader = SettingsReader(["ZAPLINE_DEMO_PORT": "77"], known: [port.description])
        #expect(reader.read(port) == 1)
        #expect(reader.ignored.isEmpty)
        #expect(throws: SettingsError.self) { try reader.finish() }
    }

    @Test("A server that the program can't do without must be named, the database by libpq's own variables too")
    func needs() {
        #expect(problems([:], needs: [.database, .kafka]).map(\.name) == ["DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS"])
        for name in ["PGHOST", "PGSERVICE", "PGDATABASE", "PGHOSTADDR"] {
            #expect(problems([name: "x"], needs: [.database]).isEmpty)
        }
        #expect(
            problems(["DATABASE_URL": "postgres://h/db", "KAFKA_BOOTSTRAP_SERVERS": "h"], needs: [.database, .kafka])
                .isEmpty)
    }

    @Test(
        "What is no list of brokers",
        arguments: [",", "a:1,", "a:0", "a:x", "a b", "http://", "a:1;b:1", "a:99999", "a/b"])
    func brokers(text: String) { #expect(problems(["KAFKA_BOOTSTRAP_SERVERS": text]).count == 1) }

    @Test("A setting that must be set is asked for")
    func require() {
        let setting = Setting<Int>.integer("ZAPLINE_N", 1...9, default: 1, help: "How many.").optional
        var reader = SettingsReader([:], known: [setting.description])
        #expect(reader.require(setting) == nil)
        let error = #expect(throws: SettingsError.self) { try reader.finish() }
        #expect(error?.description == "1 problem in the settings:\n  ZAPLINE_N: is not set; set it: How many.")
    }

    @Test("Every setting has a help text, and the README's table names them all, with no secret's default")
    func table() {
        let descriptions = ServiceSettings.descriptions(Self.defaults)
        #expect(Set(descriptions.map(\.name)).count == descriptions.count)
        #expect(descriptions.allSatisfy { $0.help.hasSuffix(".") && !$0.help.isEmpty })
        let table = SettingDescription.markdown(descriptions)
        #expect(table.hasPrefix("| setting | default | |\n| --- | --- | --- |\n| `DATABASE_URL` |  | The database"))
        #expect(table.contains("| `ZAPLINE_HTTP_LISTEN` | `127.0.0.1:9472` |"))
        #expect(table.contains("| `ZAPLINE_LOG_FORMAT` | `text on a terminal, else json` |"))
        #expect(table.split(separator: "\n").count == descriptions.count + 2)
        #expect(descriptions.filter(\.isSecret).allSatisfy { $0.defaultText == nil })
    }
}
