internal import Service
internal import Synchronization
internal import Telemetry

/// `zapline demo`, from the first server to the last line. Blocks.
struct DemoRun {
    private let options: DemoOptions
    private let surroundings: Surroundings
    private let screen: DemoScreen

    init(_ options: DemoOptions, _ surroundings: Surroundings) {
        self.options = options
        self.surroundings = surroundings
        screen = DemoScreen(
            surroundings.output, isPlain: options.isPlain, isColourless: options.isColourless,
            write: surroundings.console.output)
    }

    /// Runs it; whatever happens, everything that was started is stopped.
    func run() throws -> ExitCode {
        do {
            return try work()
        } catch let error where surroundings.stop.isRequested {
            // An error that a stop brings about says nothing of its own.
            _ = error
            screen.say("\nstopped; nothing was compared, and nothing is left")
            return .found
        }
    }

    private func work() throws -> ExitCode {
        let began = Progress.uptime()
        screen.say(
            "\(ProgressLine.grouped(options.events)) synthetic events of \(ProgressLine.grouped(options.sessions)) sessions, "
                + "seed \(options.seed)\n")
        let servers = try DemoServers(surroundings.environment, surroundings.stop, screen)
        defer { servers.end() }
        let log = try publish(servers)
        let report = try check(log, servers)
        screen.say("\n" + report.text(screen) + "\n")
        let seconds = Int((Progress.uptime() - began).seconds.rounded())
        screen.say(verdict(report) + ", after \(DurationText.format(.seconds(seconds))) in all\n")
        screen.say(DemoGuide(servers).text(stays: options.stays))
        if options.stays { stay(servers) }
        return report.isEqual ? .done : .found
    }

    private func publish(_ servers: DemoServers) throws -> SentLog {
        var traffic = try DemoTraffic(options, now: surroundings.now())
        var publisher = try DemoPublisher(servers, total: traffic.total, screen, surroundings.stop)
        try publisher.waitForClaims()
        screen.say(
            "\nFirst \(traffic.recordedCount) records: what three gateways post, and a few that no gateway should send. "
                + "Then the traffic.\n")
        try publisher.publish(&traffic, now: surroundings.now)
        try publisher.waitForEnd()
        return publisher.log
    }

    private func check(_ log: SentLog, _ servers: DemoServers) throws -> CheckReport {
        screen.say("\nThe check: what was published, folded by the contract, against every row of every table.")
        let progress = screen.progress("compared", unit: "records", total: log.count)
        let done = Atomic(0)
        let report = try DemoCheck(log, servers.database.session).run(ends: try servers.broker.ends()) { count in
            progress.update(done.add(count, ordering: .relaxed).newValue)
        }
        progress.finish()
        return report
    }

    private func verdict(_ report: CheckReport) -> String {
        guard !report.isEqual else {
            return screen.coloured("Every row is as the contract says", isGood: true)
                + ": \(ProgressLine.grouped(report.rowCount)) compared"
        }
        return screen.coloured("Not every row is as the contract says", isGood: false)
    }

    private func stay(_ servers: DemoServers) {
        while !surroundings.stop.isRequested {
            do throws(OperationError) {
                try servers.requireAll()
            } catch { return screen.say(error.description) }
            Pause.upTo(.milliseconds(100))
        }
        screen.say("\nstopping")
    }
}
