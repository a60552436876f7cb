import Glibc

/// Asks again until it is so, or the time is up; whether it came to be so.
///
/// For what other processes and threads do: nothing here waits for a fixed time.
package func eventually(
    within limit: Duration = .seconds(10), _ condition: () throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    var looks = 0
    while true {
        if try condition() { return true }
        looks += 1
        // Where other tests hold every thread of the pool, whoever is waited for had as little of the time as we had: a few looks in a
        // minute say nothing. But one that takes seconds is no look that came too early.
        let now = ContinuousClock.now
        guard now < deadline || looks < 100 && now < deadline + limit * 2 else { return false }
        await Task.yield()
        // Two milliseconds, so that what is waited for gets the processor.
        _ = poll(nil, 0, 2)
    }
}
