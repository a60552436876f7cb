import Glibc
import Synchronization
import TestSupport
import Testing
import Threads

@Suite("Threads of their own")
struct WorkerThreadTests {
    private final class Count: Sendable {
        private let number = Atomic(0)
        var value: Int { number.load(ordering: .relaxed) }
        func add() { number.add(1, ordering: .relaxed) }
    }

    @Test("What blocks runs beside the pool, however much of it there is")
    func blocking() async {
        // Each waits for all others: were they the pool's, the first few would hold all of it for ever.
        let arrived = Count()
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 0..<50 {
                group.addTask {
                    await WorkerThread.run {
                        arrived.add()
                        while arrived.value < 50 { poll(nil, 0, 2) }
                        return number
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 1_225)
    }

    @Test("A thread that was started runs, and says when it has ended")
    func starting() async throws {
        let mayEnd = Count()
        let thread = try #require(WorkerThread.start { while mayEnd.value == 0 { poll(nil, 0, 2) } })
        #expect(!thread.hasEnded)
        mayEnd.add()
        #expect(await eventually { thread.hasEnded })
    }

    @Test("What it throws comes back to who waits, by its type")
    func throwing() async {
        struct Refusal: Error, Equatable { let reason: String }
        do throws(Refusal) {
            try await WorkerThread.run { () throws(Refusal) in throw Refusal(reason: "no") }
            Issue.record("nothing was thrown")
        } catch {
            #expect(error == Refusal(reason: "no"))
        }
    }
}
