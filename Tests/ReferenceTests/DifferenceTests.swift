import Testing

@testable import Reference

@Suite("Two sets of tables are compared row by row")
struct DifferenceTests {
    func chats(_ rows: [[String?]]) -> Tables {
        var table = Table(.chats)
        rows.forEach { table.insert($0) }
        return Tables([table])
    }

    let row: [String?] = ["loja", "a@g.us", "Name", nil, "true", "2026-11-23 10:00:00+00", nil, nil]

    @Test("Equal tables differ in nothing")
    func equal() {
        #expect(Tables.difference(expected: chats([row]), actual: chats([row])) == [])
        #expect(Tables.difference(expected: Tables(), actual: Tables()) == [])
    }

    @Test("A missing row, one too many, and each column that differs")
    func lines() {
        var other = row
        other[2] = nil
        other[3] = "x"
        #expect(
            Tables.difference(expected: chats([row]), actual: chats([other])) == [
                "whatsapp_chats (loja, a@g.us) name: expected 'Name', is NULL",
                "whatsapp_chats (loja, a@g.us) description: expected NULL, is 'x'",
            ])
        #expect(
            Tables.difference(expected: chats([row]), actual: Tables()) == ["whatsapp_chats (loja, a@g.us): is missing"]
        )
        #expect(
            Tables.difference(expected: Tables(), actual: chats([row])) == [
                "whatsapp_chats (loja, a@g.us): is there, but no event makes it"
            ])
        #expect(Tables.difference(expected: chats([row]), actual: Tables(), in: [.messages]) == [])
    }

    @Test("The lines are bounded, in the order of the keys, and long cells cut")
    func bounded() {
        let many = chats((0..<9).reversed().map { ["loja", "\($0)@g.us", nil, nil, nil, nil, nil, nil] })
        let lines = Tables.difference(expected: many, actual: Tables(), limit: 2)
        #expect(
            lines == [
                "whatsapp_chats (loja, 0@g.us): is missing", "whatsapp_chats (loja, 1@g.us): is missing",
                "… and 7 more",
            ])
        var long = row
        long[2] = String(repeating: "y", count: 5000)
        #expect(Tables.difference(expected: chats([row]), actual: chats([long])).first?.utf8.count ?? 0 < 400)
    }

    @Test("Headers are compared by what they say")
    func headers() {
        func archive(_ headers: String) -> Tables {
            var table = Table(.archive)
            table.insert(["1", "0", "0", nil, nil, nil, nil, nil, nil, headers, nil])
            return Tables([table])
        }
        let compact = archive(#"[["a","é"],["b",null]]"#)
        #expect(Tables.difference(expected: compact, actual: archive(#"[ ["a", "\u00e9"], ["b", null] ]"#)) == [])
        #expect(Tables.difference(expected: compact, actual: archive(#"[["b",null],["a","é"]]"#)).count == 1)
        #expect(Tables.difference(expected: compact, actual: archive("not JSON")).count == 1)
    }

    @Test("Spellings of one character that differ in bytes differ")
    func bytes() {
        var composed = row
        composed[2] = "\u{E9}"
        var decomposed = row
        decomposed[2] = "e\u{301}"
        #expect(Tables.difference(expected: chats([composed]), actual: chats([decomposed])).count == 1)
    }

    @Test("Cells that were left out are NULL, and columns are found by name")
    func shortRow() {
        var table = Table(.aliases)
        table.insert(["loja", "1@lid"] as [String?])
        #expect(table[["loja", "1@lid"], "phone"] == nil)
        table.insert(["loja", "1@lid", "5511", nil] as [String?])
        #expect(table[["loja", "1@lid"], "phone"] == "5511")
        #expect(table[["loja", "1@lid"], "nothing"] == nil)
        #expect(table[["loja", "2@lid"], "phone"] == nil)
    }

    @Test("Each table has a key, columns, and no column twice", arguments: Table.Name.allCases)
    func names(name: Table.Name) {
        #expect(!name.key.isEmpty)
        #expect(Set(name.key + name.columns).count == name.key.count + name.columns.count)
    }
}
