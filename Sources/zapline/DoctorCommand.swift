import Operations
import Service

extension Zapline {
    /// `zapline doctor`.
    static let doctor = Operation(
        Command(
            "doctor", summary: "Look at every setting, server, topic, table and permission.",
            discussion:
                "Each is a line: ok, warn or FAIL, what was found, and what to do. Nothing is changed, and nothing waits longer "
                + "than a few seconds.",
            options: [.directory, .json], exitCodes: [.found, .configuration]), DoctorAction.run)
}
