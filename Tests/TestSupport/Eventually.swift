import Glibc

/// Asks again until it is so, or the time is up; whether it came to be so.
///
/// For what other processes and threads do: nothing here waits for a fixed time.
package func eventually(
    within limit: Duration = .seconds(10), _ condition: () throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
        if try condition() { return true }
        guard ContinuousClock.now < deadline else { return false }
        await Task.yield()
        // Two milliseconds, so that what is waited for gets the processor.
        _ = poll(nil, 0, 2)
    }
}
