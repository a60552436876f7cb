import Bytes
import Events

extension SessionBook {
    /// What one transaction is to store and to publish.
    package struct Harvest {
        /// The places of the sessions whose rows are written.
        var rows: [Int] = []
        /// What they have counted.
        var mark = CountMark()
        /// What goes to Kafka, in the order in which it must arrive.
        package var outgoing: [Outgoing] = []
        /// How many of them are commands.
        package var commands = 0

        /// Whether there is nothing to store.
        package var isEmpty: Bool { rows.isEmpty && outgoing.isEmpty }
    }

    /// Whether something waits that people should hear of at once.
    package func isUrgent(mayPublish: Bool) -> Bool {
        mayPublish
            && entries.indices.contains {
                entries[$0].command != nil || entries[$0].isChanged && !isGone($0)
            }
    }

    /// Takes what is due: the sessions whose lifecycle or verdict changed, and of those at `places` every one in which anything is new.
    ///
    /// What is taken counts as stored; where the transaction fails, the book is dropped and read anew from the tables.
    ///
    /// - parameter mark: up to where records are counted.
    /// - parameter mayPublish: false as long as the log isn't read to its end once: old news is no news.
    /// - parameter limit: of events that are due by time alone; the rest follows with the next transactions.
    package func collect(
        _ places: Range<Int>, at mark: CountMark = CountMark(), mayPublish: Bool, now: Moment, limit: Int = 1_000
    ) -> Harvest {
        var harvest = Harvest()
        harvest.mark = mark
        var routine = limit
        for place in entries.indices {
            let isPublished = mayPublish && publish(place, now: now, &routine, &harvest)
            guard isPublished || entries[place].isFolded || entries[place].isTouched && places.contains(place) else {
                continue
            }
            harvest.rows.append(place)
            update(place) { entry in
                entry.isFolded = false
                entry.isTouched = false
                if entry.counted?.isReached(by: mark) == true { entry.counted = nil }
            }
        }
        return harvest
    }

    /// Adds what is to be said of a session, command first; whether there is anything.
    private func publish(_ place: Int, now: Moment, _ routine: inout Int, _ harvest: inout Harvest) -> Bool {
        guard entries[place].command != nil || isDue(place, now: now) else { return false }
        if !entries[place].isChanged {
            guard routine > 0 else { return false }
            routine -= 1
        }
        let name = entries[place].name.string
        if let command = entries[place].command {
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

    // By place: a copy of an entry costs a reference count of everything in it.
    private func isDue(_ place: Int, now: Moment) -> Bool {
        if entries[place].health.isDeleted { return entries[place].isChanged && !isGone(place) }
        return rule.isDue(
            isChanged: entries[place].isChanged, last: entries[place].publishedAt, place: place, now: now)
    }

    /// Whether there is no event of a deleted session to take off the topic.
    func isGone(_ place: Int) -> Bool { entries[place].health.isDeleted && entries[place].revision == 0 }

    private func outgoing(_ entry: Entry, _ name: String, now: Moment) -> Outgoing {
        let subject = HealthEvents.Subject.session(name)
        if entry.health.isDeleted { return .tombstone(subject) }
        return Outgoing(
            HealthEvents.event(
                subject, change: String(entry.revision), entry.health.judgement, since: entry.health.since, at: now,
                facts: entry.health.facts))
    }
}
