import Testing

@testable import Postgres

@Suite("A URL that can't be read is told without a word of it")
struct URLFaultTests {
    @Test(
        "libpq's own words would quote a part of the password",
        arguments: [
            "postgresql://u:s3%cret@127.0.0.1:1/db", "postgresql://u:s3/cret@127.0.0.1:1/db",
            "postgresql://u:s3cret@[::1:1/db", "postgresql://u:s3@cret@127.0.0.1:1/db", "postgresql://u@h/db?s3cret",
            "host=h password='s3cret",
        ])
    func secret(url: String) throws {
        let settings = ConnectionSettings(url: url, applicationName: "tests")
        var error: PostgresError?
        do throws(PostgresError) { _ = try Connection.connect(settings, timeout: .seconds(5)) } catch let thrown {
            error = thrown
        }
        let text = try #require(error).description
        #expect(text.contains("can't be read"), "\(text)")
        #expect(!text.contains("cret") && !text.contains("s3"), "\(text)")
    }

    @Test(
        "What can be read has no fault",
        arguments: ["", "postgresql://u:p%40w@h1:1,h2:2/db", "host=/tmp port=5432 dbname=x", "postgresql:///db?port=1"])
    func fine(url: String) {
        #expect(ConnectionSettings(url: url, applicationName: "tests").urlFault == nil)
    }
}
