import Consumers
import Service
import TestSupport
import Testing
import Topics

@Suite("compose/compose.yaml")
struct ComposeFileTests {
    static let consumers = ["status-projector", "message-archiver", "health-monitor"]

    @Test("Two servers, a setup, the three consumers, and who watches them")
    func services() throws {
        let names = try ComposeFolder.services().map(\.name)
        #expect(names == ["kafka", "postgres", "setup"] + Self.consumers + ["prometheus", "grafana"])
    }

    @Test("Each service of ours starts programs that this package has")
    func programs() throws {
        let known = try ComposeFolder.programs()
        for service in try ComposeFolder.ours() {
            #expect(!service.programs.isEmpty, "\(service.name)")
            for program in service.programs { #expect(known.contains(program), "\(service.name) starts \(program)") }
        }
    }

    @Test("A consumer is called what its program is called")
    func names() throws {
        for service in try ComposeFolder.ours() where service.name != "setup" {
            #expect(service.command == [service.name])
        }
    }

    @Test("The setup applies topics, then the schema, from the folder that the image has them in")
    func setup() throws {
        let setup = try ComposeFolder.service("setup")
        let steps = try #require(setup.command.last)
        #expect(setup.programs == ["zapline", "zapline"])
        let topics = try #require(steps.firstRange(of: "topics apply --directory /usr/share/zapline/topics"))
        let schema = try #require(steps.firstRange(of: "schema apply"))
        #expect(topics.upperBound < schema.lowerBound)
        #expect(try ComposeFolder.text("compose/Dockerfile").contains("COPY topics /usr/share/zapline/topics\n"))
    }

    @Test("Every setting is one that the programs know")
    func settings() throws {
        let known = Set(ServiceSettings.descriptions(.none).map(\.name))
        for service in try ComposeFolder.ours() {
            for name in service.environment.keys {
                #expect(known.contains(name) || name.hasPrefix("PG"), "\(service.name) sets \(name)")
            }
        }
    }

    @Test("The settings are taken as they stand, once the two secrets are filled in")
    func values() throws {
        let known = ServiceSettings.descriptions(.none)
        for service in try ComposeFolder.ours() {
            var environment = service.environment
            for name in ["PGPASSWORD", "ZAPLINE_HTTP_TOKEN"] where environment[name] != nil {
                environment[name] = "0123456789abcdef"
            }
            var reader = SettingsReader(environment, known: known)
            let settings = ServiceSettings(
                from: &reader, .none, kafka: ConsumerSettings.kafkaRules, needs: [.kafka, .database])
            #expect(throws: Never.self, "\(service.name)") { try reader.finish() }
            #expect(settings.kafka.bootstrapServers == "kafka:19092")
            #expect(settings.kafka.properties.isEmpty)
        }
    }

    @Test("A consumer listens on its program's own port, beyond its container's loopback", arguments: consumers)
    func ports(name: String) throws {
        let service = try ComposeFolder.service(name)
        let port = try ComposeFolder.defaultPort(of: name)
        #expect(service.environment["ZAPLINE_HTTP_LISTEN"] == "0.0.0.0:\(port)")
        #expect(service.ports == ["127.0.0.1:\(port):\(port)"])
    }

    @Test("Every port is published on the machine's loopback only")
    func loopback() throws {
        for service in try ComposeFolder.services() {
            for port in service.ports { #expect(port.hasPrefix("127.0.0.1:"), "\(service.name): \(port)") }
            #expect(service.node["network_mode"] == nil)
        }
    }

    @Test("Secrets come from outside")
    func secrets() throws {
        for service in try ComposeFolder.services() {
            for (name, value) in service.environment where name.hasSuffix("PASSWORD") || name.hasSuffix("TOKEN") {
                let known = ["${POSTGRES_PASSWORD}", "${ZAPLINE_HTTP_TOKEN}", "${GRAFANA_PASSWORD}"]
                #expect(known.contains(value), "\(service.name): \(name)")
            }
        }
    }

    @Test("The monitor has a token, since others than itself reach its page")
    func token() throws {
        let monitor = try ComposeFolder.service("health-monitor")
        #expect(monitor.environment["ZAPLINE_HTTP_TOKEN"] == "${ZAPLINE_HTTP_TOKEN}")
    }

    @Test("Every image of others is one version for good")
    func versions() throws {
        for service in try ComposeFolder.services() where service.image != "zapline:local" {
            let tag = try #require(service.image?.split(separator: ":").last)
            #expect(tag.contains { $0.isNumber } && tag != "latest", "\(service.name)")
        }
    }

    @Test("Whoever keeps something keeps it in a volume, and everything that is mounted is there")
    func volumes() throws {
        for service in try ComposeFolder.services() {
            for volume in service.node["volumes"]?.items?.compactMap(\.text) ?? [] {
                let source = volume.prefix { $0 != ":" }
                guard source.hasPrefix("./") else { continue }
                #expect(ComposeFolder.has("compose/" + source.dropFirst(2)), "\(service.name): \(volume)")
                #expect(volume.hasSuffix(":ro"), "\(service.name): \(volume)")
            }
        }
        for name in ["prometheus", "grafana"] {
            let volumes = try ComposeFolder.service(name).node["volumes"]?.items?.compactMap(\.text) ?? []
            #expect(volumes.contains { $0.hasPrefix("\(name):/") })
        }
    }

    @Test("Grafana starts with a password of one's own, and lets in nobody else")
    func grafana() throws {
        let grafana = try ComposeFolder.service("grafana")
        #expect(grafana.environment["GF_SECURITY_ADMIN_PASSWORD"] == "${GRAFANA_PASSWORD}")
        #expect(grafana.environment["GF_AUTH_ANONYMOUS_ENABLED"] == "false")
        let words = grafana.node["entrypoint"]?.items?.compactMap(\.text) ?? []
        let script = try #require(words.last).replacing("$$", with: "$").replacing("exec /run.sh", with: "echo runs")
        for (password, end) in [("", 78), ("short", 78), ("0123456789abcdef", 0)] as [(String, Int32)] {
            let result = try Shell.start(
                words.dropLast() + [script],
                environment: ["PATH": "/usr/bin:/bin", "GF_SECURITY_ADMIN_PASSWORD": password]
            ).wait()
            #expect(result.end == .code(end), "\(result.output)")
            #expect(result.output.contains("runs") == (end == 0))
        }
    }

    @Test("Consumers wait for the setup's success, the setup for servers that answer")
    func order() throws {
        let servers = ["kafka": "service_healthy", "postgres": "service_healthy"]
        for service in try ComposeFolder.ours() {
            var expected = servers
            if service.name != "setup" { expected["setup"] = "service_completed_successfully" }
            #expect(service.waitsFor == expected, "\(service.name)")
        }
    }

    @Test("Kafka makes no topic by itself, and keeps its data in the volume")
    func kafka() throws {
        let kafka = try ComposeFolder.service("kafka")
        #expect(kafka.environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false")
        let folder = try #require(kafka.environment["KAFKA_LOG_DIRS"])
        #expect(kafka.node["volumes"]?.items?.map(\.text) == ["kafka:\(folder)"])
        #expect(kafka.environment["KAFKA_ADVERTISED_LISTENERS"]?.hasPrefix("INTERNAL://kafka:19092,") == true)
    }

    @Test("Every container has a limit, a log that ends somewhere, and nothing that it doesn't need")
    func limits() throws {
        for service in try ComposeFolder.services() {
            #expect(service.node["deploy"]?["resources"]?["limits"]?["memory"]?.text != nil, "\(service.name)")
            #expect(service.node["logging"]?["options"]?["max-size"]?.text != nil, "\(service.name)")
            #expect(service.node["security_opt"]?.items?.map(\.text) == ["no-new-privileges:true"], "\(service.name)")
            #expect(service.node["privileged"] == nil)
        }
        for service in try ComposeFolder.ours() {
            #expect(service.node["read_only"]?.text == "true", "\(service.name)")
            #expect(service.node["cap_drop"]?.items?.map(\.text) == ["ALL"], "\(service.name)")
        }
    }

    @Test("A consumer has more time to stop than it takes at most", arguments: consumers)
    func grace(name: String) throws {
        let service = try ComposeFolder.service(name)
        let grace = try #require(service.node["stop_grace_period"]?.text.flatMap { DurationText.parse($0) })
        #expect(grace > .seconds(25))
        #expect(service.node["restart"]?.text == "unless-stopped")
    }
}
