import Glibc

/// Shopify's TCP proxy, from the binary that `TOXIPROXY` names: servers stand behind it, and connections to them can be cut,
/// delayed, slowed and swallowed. Gone with the process, however that ends.
package final class Toxiproxy: Sendable {
    /// Whether there is such a binary; tests that need it are skipped by name where there isn't.
    package static var isAvailable: Bool { unsafe getenv("TOXIPROXY") != nil }

    private let guardian: Guardian
    private let port: UInt16

    /// Starts one and waits until it answers.
    package init() throws {
        var said: [String] = []
        for port in FreePorts.pick(3) {
            let guardian = try Guardian(script: Self.script, environment: ["PORT": "\(port)"])
            said = guardian.lines(until: "ready")
            guard said.last == "ready" else { continue }
            self.guardian = guardian
            self.port = UInt16(port)
            return
        }
        throw Guardian.Failure(description: "Toxiproxy did not start: \(said.suffix(5).joined(separator: " | "))")
    }

    /// Stops it before the process ends, and every connection through it.
    package func stop() { guardian.end() }

    /// A proxy before the server at `port` of loopback; it listens on a free port where `listening` says none.
    package func proxy(_ name: String, to port: Int, listening: Int? = nil) throws -> Proxy {
        var answer: HTTPClient.Answer?
        for candidate in listening.map({ [$0] }) ?? FreePorts.pick(3) {
            let body =
                #"{"name":"\#(name)","listen":"127.0.0.1:\#(candidate)","upstream":"127.0.0.1:\#(port)","enabled":true}"#
            answer = try ask("POST", "/proxies", body)
            if answer?.status == 201 { return Proxy(server: self, name: name, port: candidate) }
        }
        throw Guardian.Failure(description: "no proxy '\(name)': \(answer?.body ?? "no answer")")
    }

    /// One request of its API.
    func ask(_ method: String, _ path: String, _ body: String? = nil) throws -> HTTPClient.Answer {
        try HTTPClient(port: port).ask(method, path, body: body)
    }

    private static let script = #"""
        "$TOXIPROXY" -host 127.0.0.1 -port "$PORT" > /dev/null 2>&1 < /dev/null &
        server=$!
        trap 'kill -9 "$server" 2> /dev/null; wait "$server" 2> /dev/null' EXIT
        for try in $(seq 100); do
          if (: > "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; then
            kill -0 "$server" 2> /dev/null || exit 1
            echo ready; cat > /dev/null; exit 0
          fi
          kill -0 "$server" 2> /dev/null || exit 1
          sleep 0.05
        done
        """#
}

extension Toxiproxy {
    /// One server's proxy. Each fault stays until it is cleared, and strikes connections of before and of after.
    package struct Proxy: Sendable {
        let server: Toxiproxy
        let name: String
        /// Where it listens, on 127.0.0.1.
        package let port: Int

        /// Ends every connection, and refuses new ones.
        package func cut() throws { try set(isEnabled: false) }

        /// Takes connections again.
        package func restore() throws { try set(isEnabled: true) }

        /// Holds back what the server says; a round trip takes so much longer, more or less the jitter.
        package func delay(milliseconds: Int, jitter: Int = 0) throws {
            try add("latency", "downstream", #"{"latency":\#(milliseconds),"jitter":\#(jitter)}"#)
        }

        /// Bytes vanish, to the server (upstream) or from it (downstream), and nobody is told. What it swallowed is never
        /// made up for: connections that are there end when it is cleared.
        package func blackHole(upstream: Bool, downstream: Bool) throws {
            if upstream { try add("timeout", "upstream", #"{"timeout":0}"#) }
            if downstream { try add("timeout", "downstream", #"{"timeout":0}"#) }
        }

        /// Lets so many bytes a second through each way, in whole kilobytes and at least one.
        package func limit(bytesPerSecond: Int) throws {
            let rate = #"{"rate":\#(max(1, bytesPerSecond / 1_000))}"#
            try add("bandwidth", "upstream", rate)
            try add("bandwidth", "downstream", rate)
        }

        /// Ends each connection once it has carried so many bytes more to the server.
        package func cutAfter(bytes: Int) throws { try add("limit_data", "upstream", #"{"bytes":\#(bytes)}"#) }

        /// No fault any more; it takes connections.
        package func clear() throws {
            for type in ["latency", "timeout", "bandwidth", "limit_data"] {
                for stream in ["upstream", "downstream"] { try remove(type, stream) }
            }
            try restore()
        }

        private func add(_ type: String, _ stream: String, _ attributes: String) throws {
            try remove(type, stream)
            let body =
                #"{"name":"\#(type)_\#(stream)","type":"\#(type)","stream":"\#(stream)","toxicity":1,"attributes":\#(attributes)}"#
            try expect(server.ask("POST", "/proxies/\(name)/toxics", body), [200])
        }

        private func remove(_ type: String, _ stream: String) throws {
            try expect(server.ask("DELETE", "/proxies/\(name)/toxics/\(type)_\(stream)"), [204, 404])
        }

        private func set(isEnabled: Bool) throws {
            try expect(server.ask("POST", "/proxies/\(name)", #"{"enabled":\#(isEnabled)}"#), [200])
        }

        private func expect(_ answer: HTTPClient.Answer, _ statuses: [Int]) throws {
            guard statuses.contains(answer.status) else {
                throw Guardian.Failure(description: "Toxiproxy says \(answer.status): \(answer.body)")
            }
        }
    }
}
