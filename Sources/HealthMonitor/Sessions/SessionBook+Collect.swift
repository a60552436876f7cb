import Bytes
import Events

extension SessionBook {
    /// What one transaction is to store and to publish.
    package struct Harvest {
        /// The places of the sessions whose rows are written.
        var rows: [Int] = []
        /// Whether what their traffic counts is stored too.
        var hasTraffic = false
        /// What goes to Kafka, in the order in which it must arrive.
        package var outgoing: [Outgoing] = []
        /// How many of them are commands.
        package var commands = 0

        /// Whether there is nothing to store.
        package var isEmpty: Bool { rows.isEmpty && outgoing.isEmpty }
    }

    /// Whether something waits that people should hear of at once.
    package func isUrgent(mayPublish: Bool) -> Bool {
        mayPublish && entries.contains { $0.command != nil || $0.isChanged && !isGone($0) }
    }

    /// Takes what is due: with `all` every session in which anything is new, else those whose lifecycle or verdict changed.
    ///
    /// The others' news are times, of which the greatest counts, and counts of what their traffic is made of. The records of the times may
    /// be read again; those of the counts must not, so counts are stored with `all` alone, by the transaction that moves their partitions
    /// on. What is taken counts as stored; where the transaction fails, the book is
    /// dropped and read anew from the tables.
    ///
    /// - parameter mayPublish: false as long as the log isn't read to its end once: old news is no news.
    /// - parameter limit: of events that are due by time alone; the rest follows with the next transactions.
    package func collect(all: Bool, mayPublish: Bool, now: Moment, limit: Int = 1_000) -> Harvest {
        var harvest = Harvest()
        harvest.hasTraffic = all
        var routine = limit
        for place in entries.indices {
            let isPublished = mayPublish && publish(place, now: now, &routine, &harvest)
            let entry = entries[place]
            guard isPublished || entry.isFolded || entry.isTouched && (all || entry.isChanged && !isGone(entry)) else {
                continue
            }
            harvest.rows.append(place)
            update(place) { entry in
                entry.isFolded = false
                if all { entry.isTouched = false }
            }
        }
        return harvest
    }

    /// Adds what is to be said of a session, command first; whether there is anything.
    private func publish(_ place: Int, now: Moment, _ routine: inout Int, _ harvest: inout Harvest) -> Bool {
        let entry = entries[place]
        guard entry.command != nil || isDue(entry, place, now: now) else { return false }
        if !entry.isChanged {
            guard routine > 0 else { return false }
            routine -= 1
        }
        let name = entry.name.string
        if let command = entry.command {
            harvest.outgoing.append(Outgoing(command.event(instance: name), expiresAt: command.expiresAt))
            harvest.commands += 1
        }
        update(place) { entry in
            entry.revision &+= 1
            entry.publishedAt = now
            entry.isChanged = false
            entry.command = nil
        }
        harvest.outgoing.append(outgoing(entries[place], name, now: now))
        return true
    }

    private func isDue(_ entry: Entry, _ place: Int, now: Moment) -> Bool {
        if entry.health.isDeleted { return entry.isChanged && !isGone(entry) }
        return rule.isDue(isChanged: entry.isChanged, last: entry.publishedAt, place: place, now: now)
    }

    /// Whether there is no event of a deleted session to take off the topic.
    func isGone(_ entry: Entry) -> Bool { entry.health.isDeleted && entry.revision == 0 }

    private func outgoing(_ entry: Entry, _ name: String, now: Moment) -> Outgoing {
        let subject = HealthEvents.Subject.session(name)
        if entry.health.isDeleted { return .tombstone(subject) }
        return Outgoing(
            HealthEvents.event(
                subject, change: String(entry.revision), entry.health.judgement, since: entry.health.since, at: now,
                facts: entry.health.facts))
    }
}
