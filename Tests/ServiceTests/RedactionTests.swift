import Service
import Testing

@Suite("Secrets are shown nowhere")
struct RedactionTests {
    @Test(
        "A URL is shown without its password",
        arguments: [
            ("postgresql://u:pw@h:5432/db", "postgresql://u:***@h:5432/db"),
            ("postgres://u@h/db", "postgres://u@h/db"),
            ("postgres://h/db", "postgres://h/db"),
            ("postgres://:pw@h/db", "postgres://:***@h/db"),
            ("postgres://u:p@w:x@h/db", "postgres://u:***@h/db"),
            ("postgres://u:p/w?x@h/db", "postgres://***"),
            ("postgres://u:pw", "postgres://***"),
            ("postgres://h1:5432,h2,[::1]:1/db", "postgres://h1:5432,h2,[::1]:1/db"),
            ("postgres:///db?host=/tmp", "postgres:///db?host=/tmp"),
            ("postgres://u:pw@/db", "postgres://u:***@/db"),
            ("postgres://h/db?password=p@w", "postgres://***"),
            ("postgres://h/db?password=p&w&user=u", "postgres://h/db?password=***&***&user=u"),
            (
                "postgres://h/db?user=u&password=pw&sslmode=require",
                "postgres://h/db?user=u&password=***&sslmode=require"
            ),
            ("postgres://h/db?sslpassword=pw&PASSWORD=pw2", "postgres://h/db?sslpassword=***&***"),
            ("postgres://h/db?p%61ssword=pw", "postgres://h/db?***"),
            ("no url with pw", "***"),
        ])
    func urls(text: String, shown: String) { #expect(Redaction.url(text) == shown) }

    @Test("Nothing that prints a secret shows it")
    func secret() {
        struct Holder {
            let name = "x"
            let secret = Secret("s3cret")
            let url = DatabaseURL("postgresql://u:s3cret@h/db")
            let kafka = KafkaSettings(properties: ["sasl.password": Secret("s3cret")])
        }
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        for text in [
            dumped, "\(holder)", String(reflecting: holder), "\(holder.secret)", String(describing: holder.url),
        ] {
            #expect(!text.contains("s3cret"))
        }
        #expect(holder.secret.reveal() == "s3cret")
        #expect(holder.url?.reveal() == "postgresql://u:s3cret@h/db")
        #expect(Secret("").isEmpty)
    }

    @Test(
        "A URL of something else is none",
        arguments: ["", "mysql://h/db", "host=h dbname=db", "Postgres://h", "postgresql:/h"])
    func schemes(text: String) { #expect(DatabaseURL(text) == nil) }
}
