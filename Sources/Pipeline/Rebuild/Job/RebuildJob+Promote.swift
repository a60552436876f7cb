package import Postgres

/// What a promotion, or a repair, will do or did.
package struct Promotion: Hashable, Sendable {
    /// How the build and live compare.
    package var comparison = RebuildComparison()
    /// What was done to live's tables; empty until it was.
    package var merged: [Merge.Counts] = []
    /// What was done to live's dead letters.
    package var letters = LetterMerge.Counts()
    /// Letters that were redriven in live and that a verification's fold could not apply: their effect differs and is right.
    package var unsettled: [LetterMerge.Unsettled] = []

    /// How many rows of live were written.
    package var rows: Int { merged.reduce(0) { $0 + $1.rows } }
}

/// Putting a build in live's place, or mending live by one.
extension RebuildJob {
    /// Adds to the transaction what an operator wants kept of it.
    package typealias Note = (_ promotion: Promotion, _ connection: inout Connection) throws -> Void

    /// Brings a build up to live, compares, and changes live's tables in place to what the build has, in one transaction.
    ///
    /// - parameter isAgreed: asked when it is known what would change; false leaves everything as it is.
    /// - parameter note: writes the audit row, in the same transaction.
    /// - returns: what was done, or nil where it was not agreed to.
    /// - throws: `RebuildError` of code `refused` that names each check that failed; nothing is changed then.
    package func promote(
        _ rebuild: Rebuild, isAgreed: (Promotion) throws -> Bool, note: Note
    ) throws -> Promotion? {
        let tables = definition.tables(rebuild)
        try refuseProblems(of: tables)
        let promotion = try following(rebuild) { reader -> Promotion? in
            var promotion = Promotion()
            promotion.comparison = try compare(reader, sample: nil, limit: 50)
            try refuse(try unsettled(tables), rebuild)
            guard try isAgreed(promotion) else { return nil }
            try merge(reader, tables, sample: nil, &promotion) { promotion, connection in
                promotion.letters = try LetterMerge(tables).run(on: &connection)
                try live.fence(owner: rebuild.name, on: &connection)
                try note(promotion, &connection)
                try RebuildStore.promoted(rebuild, on: &connection)
            }
            return promotion
        }
        try session.use { (connection: inout Connection) in
            try RebuildStore.tidy(rebuild.pipeline, on: &connection)
        }
        return promotion
    }

    /// Folds history again, compares it with live at one and the same offsets, and mends what differs where it is agreed to.
    ///
    /// - parameter sample: only rows of these instances.
    /// - parameter limit: how many differences are told one by one.
    /// - parameter isAgreed: asked where something differs; false only reports it.
    /// - returns: the comparison, and what was mended.
    /// - throws: `RebuildError` of code `refused` where mending would take something from live; nothing is changed then.
    package func verify(
        _ rebuild: Rebuild, sample: [String]?, limit: Int, isAgreed: (Promotion) throws -> Bool, note: Note
    ) throws -> Promotion {
        // Whatever comes of it, nothing of it is of use afterwards.
        defer { try? abandon(rebuild) }
        let tables = definition.tables(rebuild)
        try refuseProblems(of: tables)
        return try following(rebuild) { reader in
            var promotion = Promotion()
            promotion.comparison = try compare(reader, sample: sample, limit: limit)
            promotion.unsettled = try unsettled(tables)
            guard promotion.comparison.total > 0, try isAgreed(promotion) else { return promotion }
            try merge(reader, tables, sample: sample, &promotion) { promotion, connection in
                // Whoever folded from what is mended now begins again.
                try live.fence(owner: rebuild.name, on: &connection)
                try note(promotion, &connection)
            }
            return promotion
        }
    }

    /// Reads up to live, does `body` while the build can follow it, and ends the reading.
    private func following<Value>(_ rebuild: Rebuild, _ body: (HistoryReader) throws -> Value) throws -> Value {
        let reader = try follow(rebuild)
        defer { reader.stop() }
        do { return try body(reader) } catch is TablesEmptied {
            throw RebuildError(
                .unavailable,
                "the database crashed meanwhile, which empties a build's tables: nothing of live was changed; the same "
                    + "command reads them again")
        }
    }

    private func merge(
        _ reader: HistoryReader, _ tables: RebuiltTables, sample: [String]?, _ promotion: inout Promotion,
        _ finish: (inout Promotion, inout Connection) throws -> Void
    ) throws {
        try narrow(reader, sample: sample)
        let boundary = try reader.boundary()
        defer { boundary.release() }
        try boundary.use { (connection: inout Connection) in
            try connection.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '30s'")
            try LetterMerge(tables).lock(on: &connection)
            try RebuildStore.setScope(reader.rebuild, on: &connection)
            try refuse(LetterMerge(tables).unsettled(on: &connection), reader.rebuild)
            promotion.merged = try Merge(tables, sample: sample).run(on: &connection)
            try finish(&promotion, &connection)
        }
        try boundary.commit()
    }

    private func refuseProblems(of tables: RebuiltTables) throws {
        let problems = try session.use { (connection: inout Connection) in
            try PromotionChecks(tables).problems(on: &connection)
        }
        guard problems.isEmpty else { throw RebuildError(.refused, problems: problems) }
    }

    private func unsettled(_ tables: RebuiltTables) throws -> [LetterMerge.Unsettled] {
        try session.use { (connection: inout Connection) in try LetterMerge(tables).unsettled(on: &connection) }
    }

    private func refuse(_ letters: [LetterMerge.Unsettled], _ rebuild: Rebuild) throws {
        guard !letters.isEmpty else { return }
        let again = rebuild.kind == .verify ? "verify again" : "abandon the build and start another"
        throw RebuildError(
            .refused,
            problems: letters.map {
                "\($0.topic)/\($0.place.partition)/\($0.place.offset) was redriven in live, and the build could not apply it "
                    + "(\($0.reason)): its effect would be lost; mend what refuses it and \(again)"
            })
    }
}
