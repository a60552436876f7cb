import Bytes
import Postgres

/// In a replay: records that are older than the log, read from the archive in the log's order.
extension Lane {
    /// So many records of the archive, and about so many bytes of them, are one page.
    private static let page = (records: 5_000, bytes: 4 << 20)

    /// Adds the next page of the archive to the batch where a partition still has some; whether one had.
    ///
    /// The queue isn't consumed meanwhile: what the log has is behind what the archive has.
    func fetchArchived() -> Bool {
        guard let number = slots.keys.filter({ slots[$0]?.seam != nil }).min(), let slot = slots[number],
            let seam = slot.seam
        else { return false }
        guard let session = connected() else { return true }
        do throws(PostgresError) {
            let rows = try session.connection.query(
                Self.pageSQL,
                [
                    .integer(Int64(slot.claim.logID)), .integer(Int64(slot.id.partition)),
                    .integer(slot.cursor.expected), .integer(seam), .integer(Int64(batch.maxRecords)),
                    .integer(Int64(Self.page.bytes)),
                ], timeout: .seconds(45))
            for row in 0..<rows.rowCount { try take(rows, row, number) }
            if rows.rowCount == 0 {
                slots[number]?.seam = nil
                if slots[number]?.cursor.reachedEnd(at: seam) == true { batch.reachedEnd(number, at: seam) }
            }
            handle.status.succeeded()
            archiveBackoff.reset()
        } catch {
            note(fault(error))
            self.session = nil
            pause()
        }
        return true
    }

    private func take(_ rows: QueryResult, _ row: Int, _ number: Int) throws(PostgresError) {
        guard let slot = slots[number], let record = RecordTables.record(rows, row) else {
            throw PostgresError(.protocolViolation, "a row of the archive can't be read as a record")
        }
        guard slots[number]?.cursor.takeArchived(record.place.offset) == true else { return }
        batch.append(record.record(topic: slot.id.topic, in: batch.arena), slot: number)
    }

    /// The session, made where there is none; nil where that failed, after a pause.
    private func connected() -> Session? {
        if session == nil, case .failed(let fault) = connect() {
            note(fault)
            pause()
        }
        return session
    }

    /// A command ends it early.
    private func pause() { _ = handle.commandWakeup.wait(archiveBackoff.next(jitter: 0.5)) }

    /// Always one row where there is any, then as many as fit.
    private static let pageSQL = """
        SELECT \(RecordTables.columns) FROM (
            SELECT a.*, sum(coalesce(octet_length(a.payload), 0) + coalesce(octet_length(a.key), 0))
                            OVER (ORDER BY a.topic_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
            FROM (SELECT * FROM zapline.event_archive
                  WHERE log_id = $1 AND topic_partition = $2 AND topic_offset >= $3 AND topic_offset < $4
                  ORDER BY topic_offset LIMIT $5) a) t
        WHERE coalesce(t.bytes_before, 0) < $6 ORDER BY t.topic_offset
        """
}
