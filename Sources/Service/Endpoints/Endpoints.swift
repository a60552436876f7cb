package import HTTPServer
package import Telemetry

/// What every service answers over HTTP: `/healthz`, `/readyz`, `/metrics`.
package enum Endpoints {
    /// The routes.
    ///
    /// - parameter health: asked for each answer, on the server's thread: it must be quick and never wait.
    package static func routes(health: @escaping @Sendable () -> HealthReport, metrics: Metrics) -> [Route] {
        [
            Route("GET", "/healthz") { _ in
                let report = health()
                return .json(report.json, status: report.needsRestart == nil ? 200 : 503)
            },
            Route("GET", "/readyz") { _ in
                let report = health()
                return .json(report.json, status: report.notReady.isEmpty ? 200 : 503)
            },
            Route("GET", "/metrics") { _ in
                Response(contentType: Metrics.contentType, body: Array(metrics.render().utf8))
            },
        ]
    }
}
