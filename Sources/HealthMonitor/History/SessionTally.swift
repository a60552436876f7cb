import Bytes

/// Carries the sessions of one tenure's book into the history: a name is looked up once, and from then on a session is a row.
struct SessionTally {
    private struct Place {
        /// Its row in the history; nil: it has none.
        var row: Int?
        var isKnown = false
        /// The book's count when it was looked at last, and what came in the present slot.
        var heard: UInt32 = 0
        var inSlot: UInt32 = 0
    }

    private var places: [Place] = []
    private var slot: Int64 = 0

    /// Notes every session's verdict and what came from it in the present slot.
    ///
    /// - parameter isCaughtUp: false while old records are read: they belong to slots that are over.
    mutating func note(_ book: SessionBook, into history: inout HistoryBook, isCaughtUp: Bool, now: Moment) {
        history.advance(to: now)
        if HistoryBook.slot(now) != slot {
            slot = HistoryBook.slot(now)
            for place in places.indices { places[place].inSlot = 0 }
        }
        places += repeatElement(Place(), count: max(0, book.count - places.count))
        for place in book.places {
            settle(place, book, &history)
            let heard = book.entries[place].heard
            if isCaughtUp, places[place].row != nil { places[place].inSlot &+= heard &- places[place].heard }
            places[place].heard = heard
            guard let row = places[place].row else { continue }
            history.note(row, Sample(book.entries[place].health.standing.verdict, Double(places[place].inSlot)))
        }
    }

    /// Finds its row, or gives it up with a session that was deleted.
    private mutating func settle(_ place: Int, _ book: SessionBook, _ history: inout HistoryBook) {
        let isKnown = places[place].isKnown
        guard book.entries[place].health.isDeleted == isKnown else { return }
        let subject = HealthEvents.Subject.session(book.entries[place].name.string).text
        if isKnown { history.remove(subject) }
        if isKnown { places[place].inSlot = 0 }
        places[place].row = isKnown ? nil : history.row(of: subject)
        places[place].isKnown = !isKnown
    }
}
