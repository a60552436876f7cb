import Glibc

/// Asks again until it is so, or the time is up; whether it came to be so.
///
/// For what other processes and threads do: nothing here waits for a fixed time.
package func eventually(
    within limit: Duration = .seconds(30), every pause: Duration = .milliseconds(20), _ condition: () throws -> Bool
) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
        if try condition() { return true }
        guard ContinuousClock.now < deadline else { return false }
        _ = poll(nil, 0, Int32(pause.components.attoseconds / 1_000_000_000_000_000))
    }
}
