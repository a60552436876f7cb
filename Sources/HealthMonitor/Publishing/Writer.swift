import Bytes

/// Who wrote a record of the health topic, and by which right. It rides in a header, so that monitors know each other's records without
/// reading them.
struct Writer: Hashable, Sendable {
    /// By which right.
    enum Right: String, Hashable, Sendable {
        /// It held the lease.
        case lease
        /// Nobody could hold it, since the database was away.
        case deputy
    }

    /// The header's name.
    static let header = "zapline-writer"
    /// The same for the reader of packed headers.
    static let headerBytes: StaticString = "zapline-writer"

    let right: Right
    /// The epoch of its lease; a deputy's is that of the last one it held, 0 where it never held any.
    let epoch: Int64
    /// The monitor's id.
    let id: String

    /// As the header has it: `lease/12/node-1/4711`.
    var text: String { "\(right.rawValue)/\(epoch)/\(id)" }

    init(_ right: Right, epoch: Int64, id: String) {
        self.right = right
        self.epoch = epoch
        self.id = id
    }

    /// Reads the header; nil where it isn't one of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let right = Right(rawValue: String(parts[0])), let epoch = Int64(parts[1]) else {
            return nil
        }
        self.init(right, epoch: epoch, id: String(parts[2]))
    }
}
