internal import JSON
internal import Kafka
internal import Service
internal import Telemetry

/// `zapline health watch`, from the first record to the last picture. Blocks.
final class HealthWatch {
    /// What is wanted.
    struct Wish: Sendable {
        var filter: HealthFilter
        var isOnce: Bool
        var isJSON: Bool
    }

    private let wish: Wish
    private let surroundings: Surroundings
    private let text: HealthText
    private let topic: HealthTopic
    private let log: ClientLog
    private var board = HealthBoard()
    private var changes: HealthChanges

    /// For how long the broker may give nothing at all before its end is reached.
    private static let silence = Duration.seconds(30)

    init(_ wish: Wish, _ text: HealthText, _ topic: HealthTopic, _ log: ClientLog, _ surroundings: Surroundings) {
        (self.wish, self.text, self.topic, self.log, self.surroundings) = (wish, text, topic, log, surroundings)
        changes = HealthChanges(wish.filter)
    }

    private var now: Int64 { surroundings.now() }
    private var isStopped: Bool { surroundings.stop.isRequested }

    /// Reads what there is, and then, unless once is enough, what comes, until somebody stops it.
    func run() throws -> ExitCode {
        guard try catchUp() else { return .found }
        if wish.isOnce {
            showWhole()
        } else if !wish.isJSON, surroundings.output.isTerminal, surroundings.output.hasColours {
            try followOnScreen()
        } else {
            try followInLines()
        }
        let picture = board.picture(at: now)
        return picture.exitCode(wish.filter)
    }

    /// Reads up to the end as it was at the start; false where somebody stopped it before.
    private func catchUp() throws -> Bool {
        let progress = LateProgress(
            Progress(
                title: text.topic, unit: "records", total: topic.total, terminal: surroundings.errors,
                write: surroundings.console.error))
        var backlog = HealthBacklog()
        var deadline = ContinuousClock.now + Self.silence
        while !topic.isWhole {
            guard !isStopped else { return false }
            if try topic.read(waiting: .milliseconds(100), { backlog.take($0) }) {
                deadline = ContinuousClock.now + Self.silence
            }
            progress.update(topic.done)
            guard ContinuousClock.now < deadline else {
                throw UnavailableError(
                    "\(text.topic) can't be read to its end: \(topic.trouble ?? "the broker gave nothing for 30 s")\(log.complaint)"
                )
            }
        }
        progress.finish(topic.done)
        board = backlog.board(seen: now)
        return true
    }

    // MARK: - Once

    private func showWhole() {
        let now = now
        let picture = board.picture(at: now)
        guard wish.isJSON else {
            let frame = HealthFrame(text: text, hasColours: surroundings.output.hasColours)
            return say(frame.whole(picture, at: now, width: surroundings.output.width))
        }
        say(picture.rows.filter(wish.filter.shows).map { $0.json(at: now).text })
        // What isn't about a subject doesn't belong among the lines, and must not be missing.
        if !picture.heartbeat.isFresh { complain([text.heartbeat(picture.heartbeat, at: now)]) }
        complain(text.remarks(picture.faults))
        let missing = wish.filter.missing(in: picture.rows)
        if !missing.isEmpty { complain(["nothing on the topic is called \(missing.joined(separator: ", "))"]) }
    }

    private func say(_ lines: [String]) {
        if !lines.isEmpty { surroundings.console.output(lines.map { $0 + "\n" }.joined()) }
    }

    private func complain(_ lines: [String]) {
        for line in lines { surroundings.console.error("zapline: \(line)\n") }
    }

    // MARK: - On and on

    /// Reads on, and calls `show` after each look, every quarter of a second and when something came.
    private func follow(_ show: (HealthPicture, _ now: Int64) -> Void) throws {
        while !isStopped, !Output.isBroken(surroundings.output.descriptor) {
            let now = now
            show(board.picture(at: now), now)
            _ = try topic.read(waiting: .milliseconds(250)) { record in board.take(record, seen: self.now) }
        }
    }

    /// The table, over and over on the same screen.
    private func followOnScreen() throws {
        let screen = FullScreen(surroundings.output.descriptor, write: surroundings.console.output)
        let frame = HealthFrame(text: text, hasColours: true)
        var terminal = surroundings.output
        screen.open()
        defer {
            screen.close()
            say(text.summary(board.picture(at: now), at: now))
        }
        try follow { picture, now in
            let current = Terminal(terminal.descriptor, environment: surroundings.environment)
            if (current.width, current.height) != (terminal.width, terminal.height) {
                terminal = current
                screen.forget()
            }
            screen.draw(
                frame.lines(
                    picture, at: now, width: terminal.width - 1, height: terminal.height, trouble: topic.trouble))
        }
    }

    /// A line for each change: JSON for scripts, or for people whose terminal, or file, doesn't move.
    private func followInLines() throws {
        // The table has told of those that stand there already.
        var faults = wish.isJSON ? 0 : board.picture(at: now).faults.count
        var wasFresh: Bool?
        if !wish.isJSON { showWhole() }
        // Then the first changes are what the table shows.
        if !wish.isJSON { _ = changes.next(board.picture(at: now)) }
        try follow { picture, now in
            say(changes.next(picture).map { wish.isJSON ? json($0, at: now) : text.line($0, at: now) })
            if wasFresh != picture.heartbeat.isFresh, wish.isJSON || wasFresh != nil {
                let line = text.heartbeat(picture.heartbeat, at: now)
                if wish.isJSON { if !picture.heartbeat.isFresh { complain([line]) } } else { say([line]) }
            }
            wasFresh = picture.heartbeat.isFresh
            if picture.faults.count > faults { complain(text.remarks(picture.faults)) }
            faults = picture.faults.count
        }
    }

    private func json(_ change: HealthChanges.Change, at now: Int64) -> String {
        HealthLine.json(change, at: now).text
    }
}
