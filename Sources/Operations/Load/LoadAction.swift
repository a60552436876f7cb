internal import JSON
package import Service

extension LoadRun {
    /// What `zapline load` does.
    package static func run(_ surroundings: Surroundings) async throws -> ExitCode {
        let options = try LoadOptions(surroundings.invocation)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.kafka])
        let broker = try await Broker.reach(settings.client())
        try broker.require(Set(["lifecycle", "heartbeats", "messages"].map { settings.topicPrefix + $0 }))
        let report = try await Blocking.run {
            let progress = surroundings.progress("load", unit: "events", total: options.total)
            let sink = try Publisher(
                settings, log: ClientLog(), stop: surroundings.stop, waits: surroundings.waits(progress))
            var run = LoadRun(
                options, start: surroundings.now(), sink: sink, stop: surroundings.stop, progress: progress,
                clock: Progress.uptime, pause: Pause.upTo)
            return try run.run()
        }
        surroundings.console.output(
            surroundings.wantsJSON ? report.json.text + "\n" : report.text(width: surroundings.output.width))
        guard let complaint = report.result.complaint else { return .done }
        surroundings.console.error("zapline: \(complaint)\n")
        return .unavailable
    }
}
