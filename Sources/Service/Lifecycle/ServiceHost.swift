import Glibc
package import HTTPServer
package import Telemetry

/// What a long-running program stands on: logger, metrics, endpoints, and an end in good order.
///
/// ```
/// starting ──endpoints are up──▶ running ──its work is done──────────────────▶ stopped
///                                   │ asked to stop                              ▲
///                                   └──▶ stopping ──its work is done─────────────┤
///                                            └──the deadline passed──▶ exit 70 ──┘
/// ```
package struct ServiceHost: Sendable {
    /// The logger; everything below takes it or one made of it.
    package let logger: Logger
    /// The metrics; the process's own are in it.
    package let metrics: Metrics
    /// Asked to stop.
    package let stop: StopRequest
    private let settings: ServiceSettings
    private let program: Program
    private let report: Reporter<ServiceInstruments>

    /// A host for a program's work.
    ///
    /// - parameter sink: where the log goes; nil: standard error, in the format of the settings.
    package init(
        _ context: Program.Context, _ settings: ServiceSettings, sink: LogSink? = nil
    ) throws(MetricsError) {
        let terminal = Terminal.error(context.environment)
        let format = settings.logFormat ?? (terminal.isTerminal ? .text : .json)
        logger = Logger(
            label: context.program.root.name, level: settings.logLevel,
            sink: sink ?? .standardError(format, colours: terminal.hasColours))
        metrics = Metrics()
        try metrics.addProcess()
        report = try Reporter(logger, metrics)
        stop = context.stop
        program = context.program
        self.settings = settings
    }

    /// Serves the endpoints and runs `body` until it returns; it is to return soon after `stop` was requested.
    ///
    /// - parameter health: asked by probes, on the server's thread: it must be quick and never wait.
    /// - parameter routes: what is served beside the endpoints.
    /// - parameter deadline: how long `body` has from the request to stop. Kubernetes gives 30 s.
    /// - parameter terminate: ends the process when the deadline has passed; a test gives its own.
    package func run(
        health: @escaping @Sendable () -> HealthReport, routes: [Route] = [], limits: HTTPServer.Limits = .init(),
        deadline: Duration = .seconds(25), terminate: @escaping @Sendable (ExitCode) -> Void = { _exit($0.rawValue) },
        _ body: @escaping @Sendable () async throws -> ExitCode
    ) async -> ExitCode {
        let server: HTTPServer
        do throws(HTTPServerError) {
            let all = Endpoints.routes(health: health, metrics: metrics) + routes
            server = try HTTPServer(on: settings.listen, all, limits: limits) { [logger] line in
                logger.debug("http server says", ["http.message": .string(line)])
            }
        } catch {
            report(ServiceFailed(error: "ZAPLINE_HTTP_LISTEN: \(error)"))
            return .configuration
        }
        report(
            ServiceStarted(
                program: program.root.name, version: program.version, address: server.address, ignored: settings.ignored
            ))
        let code = await supervise(deadline, terminate, body)
        await server.stop()
        report(ServiceStopped(exitCode: code))
        return code
    }

    /// Runs the work beside a watch over its end.
    private func supervise(
        _ deadline: Duration, _ terminate: @escaping @Sendable (ExitCode) -> Void,
        _ body: @escaping @Sendable () async throws -> ExitCode
    ) async -> ExitCode {
        await withTaskGroup(of: ExitCode?.self) { group in
            group.addTask { await attempt(body) }
            group.addTask {
                await watch(deadline, terminate)
                return nil
            }
            var code: ExitCode?
            for await result in group where result != nil {
                code = result
                group.cancelAll()
            }
            return code ?? .internalFault
        }
    }

    private func attempt(_ body: @Sendable () async throws -> ExitCode) async -> ExitCode {
        do {
            return try await body()
        } catch {
            report(ServiceFailed(error: Program.text(of: error)))
            return Program.exitCode(of: error)
        }
    }

    private func watch(_ deadline: Duration, _ terminate: @Sendable (ExitCode) -> Void) async {
        await stop.wait()
        // The work may have ended by it before this came to look; it is told all the same.
        guard let cause = stop.cause else { return }
        report(ServiceStopping(cause: cause))
        guard (try? await Task.sleep(for: deadline)) != nil else { return }
        report(ServiceStuck(deadline: deadline))
        terminate(.internalFault)
    }
}
