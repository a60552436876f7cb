import Glibc
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("A keeper's script lives no longer than it must", .timeLimit(.minutes(5)))
struct KeeperTests {
    @Test("It says what its script prints, and ends it by the end of its input")
    func ends() async throws {
        try await onOwnThread {
            let keeper = try Keeper(
                #"sleep 600 & echo "$1 $! $$"; cat > /dev/null; kill $!; wait"#, arguments: ["ready"])
            let words = try #require(keeper.readLine(StopRequest())).split(separator: " ")
            let pids = words.dropFirst().compactMap { Int32($0) }
            #expect(words.first == "ready")
            #expect(keeper.lastWord == nil)
            #expect(pids.allSatisfy { kill($0, 0) == 0 })
            keeper.letGo()
            keeper.letGo()
            keeper.end()
            keeper.end()
            #expect(pids.allSatisfy { kill($0, 0) != 0 })
        }
    }

    @Test("A Ctrl-C of the terminal doesn't reach it: its group is another")
    func group() async throws {
        try await onOwnThread {
            let keeper = try Keeper("echo $$; cat > /dev/null")
            let pid = try #require(keeper.readLine(StopRequest()).flatMap { Int32($0) })
            #expect(getpgid(pid) == pid)
            #expect(getpgid(pid) != getpgid(0))
        }
    }

    @Test("It gets no other descriptor of ours, not even one that isn't close-on-exec")
    func descriptors() async throws {
        try await onOwnThread {
            let open = dup(0)
            defer { close(open) }
            let keeper = try Keeper("ls /proc/$$/fd | tr '\\n' ' '; echo; cat > /dev/null")
            let line = try #require(keeper.readLine(StopRequest()))
            #expect(!line.split(separator: " ").contains("\(open)"))
        }
    }

    @Test("Signals that we block or ignore are its own again")
    func signals() async throws {
        try await onOwnThread {
            let keeper = try Keeper(
                """
                while read -r name mask; do case $name in SigBlk: | SigIgn:) printf '%s ' "$mask" ;; esac; done < /proc/$$/status
                echo
                cat > /dev/null
                """)
            let masks = try #require(keeper.readLine(StopRequest())).split(separator: " ").compactMap {
                UInt64($0, radix: 16)
            }
            #expect(masks.count == 2)
            let bits = [SIGINT, SIGTERM, SIGPIPE].reduce(UInt64(0)) { $0 | 1 << UInt64($1 - 1) }
            #expect(masks.allSatisfy { $0 & bits == 0 }, "\(masks.map { String($0, radix: 16) })")
        }
    }

    @Test("One that ends by itself leaves a last word, or none, and reading ends")
    func over() async throws {
        try await onOwnThread {
            let keeper = try Keeper("echo up; exec > /dev/null")
            #expect(keeper.readLine(StopRequest()) == "up")
            #expect(keeper.readLine(StopRequest()) == nil)
            #expect(keeper.lastWord == "it was ended from outside")
        }
    }

    @Test("A request to stop ends the wait for a script that says nothing")
    func stop() async throws {
        try await onOwnThread {
            let keeper = try Keeper("cat > /dev/null")
            let stop = StopRequest()
            stop.request("test")
            #expect(keeper.readLine(stop) == nil)
        }
    }
}

@Suite("The programs of a demo", .timeLimit(.minutes(5)))
struct DemoProgramTests {
    @Test("Settings of other servers don't reach them, all else does")
    func environment() {
        let variables = DemoProgram.environment(
            [
                "PATH": "/bin", "PGHOST": "db", "PGSSLMODE": "require", "KAFKA_SASL_USERNAME": "x",
                "ZAPLINE_LANES": "9",
                "DATABASE_URL": "postgresql://prod", "LANG": "C",
            ], bootstrapServers: "127.0.0.1:1", databaseURL: "postgresql://demo")
        #expect(
            variables == [
                "PATH": "/bin", "LANG": "C", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
                "DATABASE_URL": "postgresql://demo",
                "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0", "ZAPLINE_LOG_FORMAT": "json",
            ])
    }

    @Test("The address stands in the log's first lines")
    func address() {
        let log = """
            not json
            {"time":"t","level":"notice","message":"service started","label":"x","http.address":"127.0.0.1:4711"}
            """
        #expect(DemoProgram.address(inLog: Array(log.utf8)) == "127.0.0.1:4711")
        #expect(DemoProgram.address(inLog: []) == nil)
        #expect(DemoProgram.address(inLog: Array(#"{"message":"service started"}"#.utf8)) == nil)
    }

    @Test("The last complaint counts; where none is JSON, the end of the log")
    func complaint() {
        let log = """
            {"level":"error","message":"old","error":"a"}
            {"level":"error","message":"a pipeline failed","error":"no brokers"}
            {"level":"info","message":"bye"}
            """
        #expect(DemoProgram.complaint(inLog: Array(log.utf8)) == "a pipeline failed: no brokers")
        #expect(DemoProgram.complaint(inLog: Array("Segmentation fault".utf8)) == "Segmentation fault")
    }

    @Test("A program that ends by itself is named with its exit code and its complaint")
    func failure() async throws {
        try await onOwnThread {
            let folder = try DemoFolder(StopRequest())
            let program = try DemoProgram(
                "false", in: "/bin", logs: folder.path, environment: ["PATH": "/bin:/usr/bin"], StopRequest())
            var failure: String?
            while failure == nil { failure = program.failure }
            #expect(failure?.hasPrefix("false is gone (exit code 1)") == true)
            program.end()
            folder.end()
            #expect(unsafe access(folder.path, F_OK) != 0)
        }
    }

    @Test("A file that isn't there reads as empty")
    func missing() {
        #expect(TextFile.read("/nonexistent/log") == [])
        #expect(TextFile.isProgram("/bin/sh"))
        #expect(!TextFile.isProgram("/nonexistent"))
        #expect(TextFile.ownFolder?.hasPrefix("/") == true)
    }
}
