internal import JSON
package import Service

extension Publishing {
    /// What `zapline publish` does.
    package static func run(_ surroundings: Surroundings) async throws -> ExitCode {
        let options = try PublishOptions(surroundings.invocation)
        let settings = try OperatorSettings.read(surroundings.environment, needs: options.isDryRun ? [] : [.kafka])
        if !options.isDryRun {
            let broker = try await Broker.reach(settings.client())
            try broker.require(Set(["lifecycle", "messages"].map { settings.topicPrefix + $0 }))
        }
        let report = try await Blocking.run {
            let console = surroundings.console
            let progress = surroundings.progress("publish", unit: "events", total: nil)
            let sink: any EventSink =
                options.isDryRun
                ? PreviewSink(prefix: settings.topicPrefix, write: console.output)
                : try Publisher(
                    settings, log: ClientLog(), stop: surroundings.stop, waits: surroundings.waits(progress))
            var publishing = Publishing(
                options, sink: sink, stop: surroundings.stop, input: surroundings.input.descriptor,
                progress: progress, complain: console.error)
            return try publishing.run()
        }
        // A dry run's standard output is the events and nothing else, so that it can be piped on.
        let write = options.isDryRun ? surroundings.console.error : surroundings.console.output
        write(
            surroundings.wantsJSON
                ? report.json.text + "\n" : report.text(width: surroundings.output.width, isDryRun: options.isDryRun))
        if let complaint = report.result.complaint { surroundings.console.error("zapline: \(complaint)\n") }
        return report.exitCode
    }
}

extension Surroundings {
    /// A progress on standard error; nil where nobody looks at it.
    func progress(_ title: String, unit: String, total: Int?) -> Progress? {
        guard errors.isTerminal else { return nil }
        return Progress(title: title, unit: unit, total: total, terminal: errors, write: console.error)
    }

    /// Where a command says what it waits for: on a line of its own, above the progress where there is one.
    func waits(_ progress: Progress?) -> @Sendable (String) -> Void {
        { [console] text in
            let line = "zapline: \(DisplayWidth.printable(text))\n"
            if let progress { progress.interrupt(line) } else { console.error(line) }
        }
    }
}
