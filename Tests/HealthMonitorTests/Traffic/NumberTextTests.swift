import Testing

@testable import HealthMonitor

@Suite("Numbers as text")
struct NumberTextTests {
    @Test(
        "What is written is read",
        arguments: [[], [0], [-1, 35, 36, 1_795_428_000_000_000], [.min, .max, 0, 7]] as [[Int64]])
    func roundTrip(_ numbers: [Int64]) {
        #expect(NumberText.numbers(NumberText.text(numbers)) == numbers)
        #expect(NumberText.text(numbers) == numbers.map { String($0, radix: 36) }.joined(separator: " "))
    }

    @Test(
        "What is no number ends the list",
        arguments: [(nil, []), ("1 x! 2", [1]), ("zzzzzzzzzzzzzzzz", [])] as [(String?, [Int64])])
    func garbage(_ text: String?, _ numbers: [Int64]) { #expect(NumberText.numbers(text) == numbers) }
}
