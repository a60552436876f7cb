import Service
import Testing

@Suite("A database's URL that libpq would take otherwise than it is meant is refused before it is used")
struct DatabaseURLTests {
    @Test(
        "What libpq reads as it is meant",
        arguments: [
            "postgresql://", "postgres://h", "postgresql://u:pw@h:5432/db", "postgresql://u:p%40w%2F%25@h/db",
            "postgresql://u:p?w#x@h/db", "postgres://h1:5432,h2,[::1]:1/db", "postgresql:///db?host=/tmp&user=u",
            "postgresql://%2Fvar%2Frun/db", "postgresql://h/db?password=p@w", "postgres://u@h:/db",
        ])
    func readable(text: String) { #expect(DatabaseURL(text)?.isReadable == true) }

    static let torn = [
        "postgresql://u:s3%cret@h/db", "postgresql://u:s3cret%@h/db", "postgresql://u:s3cret%00@h/db",
        "postgresql://u:s3/cret@h/db", "postgresql://u:12/s3cret@h/db", "postgresql://u:s3@cret@h/db",
        "postgresql://u:s3cret@[::1:1/db", "postgresql://u:s3cret", "postgresql://u:s3cret@h:99999/db",
        "postgresql://h/db?password=a=s3cret", "postgresql://h/db?s3cret", "postgresql://h/db?password=s3%cret",
    ]

    @Test("What it would tear apart: the error says what to do, and nothing of the URL", arguments: torn)
    func unreadable(text: String) throws {
        #expect(DatabaseURL(text)?.isReadable == false)
        var reader = SettingsReader(["DATABASE_URL": text], known: [])
        #expect(reader.database() == nil)
        let error = try #require(throws: SettingsError.self) { try reader.finish() }
        #expect(error.description.contains("write % as %25"))
        #expect(!error.description.contains("cret"))
    }
}
