import Glibc
import HTTPServer
import HealthMonitor
import HealthPage
import JSON
import TestSupport
import Testing

/// The page as people see it. Each test has a server, a stage and a tab of its own; the browser is started anew, so that none has what
/// another left behind.
@Suite(
    "The page in a browser", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Browser.path != nil, "needs chromium: bash Tests/packages.sh chromium"))
struct PageInBrowserTests {
    let stage = Stage()

    /// Serves the page, opens it, and runs `body` on a thread of its own.
    private func show(
        check: TokenCheck? = nil, _ body: @escaping @Sendable (Tab, Shown) throws -> Void
    ) async throws {
        let shown = try Shown(stage.page(check: check))
        let telling = Task { await shown.page.run(every: .milliseconds(200)) }
        defer { telling.cancel() }
        let result = await Task {
            try await onOwnThread {
                let tab = try Tab(try Browser())
                try tab.resize(1_280, 900)
                try tab.open(shown.address)
                if check == nil { #expect(try tab.eventually("document.body?.dataset.link === 'live'")) }
                try body(tab, shown)
                #expect(tab.complaints == [])
            }
        }.result
        await shown.stop()
        try result.get()
    }

    private func fill() {
        stage.change { snapshot in
            snapshot.sessions = [
                session("loja-centro", "banned", standing: "banned", minutes: 3), session("padaria"),
                session("<img src=x onerror=\"window.hurt = 1\">", standing: "silent", minutes: 40),
            ]
            snapshot.put(
                line(.pipeline("broker"), facts: ["reachable": true, "roundTripSeconds": 0.0021]),
                line(
                    .pipeline("messages"), .degraded,
                    [
                        Reason(.fallingBehind, "2 of 12 partitions", facts: ["partitions": 2]),
                        Reason(.deadLetters, "4 records"),
                    ],
                    facts: [
                        "lagRecords": 48_211, "lagSeconds": 95, "trend": "growing", "deadLetters": 4,
                        "aNewFactSeconds": 90,
                    ]),
                line(
                    .consumer(pipeline: "messages", topic: "whatsapp.messages", partition: 3), .down,
                    [Reason(.halted, "it stands still")],
                    facts: [
                        "pipeline": "messages", "topic": "whatsapp.messages", "partition": 3, "lagRecords": 41_002,
                        "lagSeconds": 95,
                    ]),
                line(
                    .consumer(pipeline: "archive", topic: "whatsapp.messages", partition: 0),
                    facts: [
                        "pipeline": "archive", "topic": "whatsapp.messages", "partition": 0, "lagRecords": 2,
                        "lagSeconds": 0,
                    ]),
                line(.monitor("node-1"), facts: ["role": "active", "unpublished": 0]))
        }
        stage.recall(["session/padaria", "pipeline/messages"]) { subject, slot in
            (subject == "pipeline/messages" && slot > 270 ? .degraded : .ok, Double(slot % 40))
        }
    }

    @Test("It shows every subject with verdict, reason and figures, the worst first, and a day of each")
    func rendering() async throws {
        fill()
        try await show { (tab: Tab, _: Shown) throws in
            #expect(try tab.eventually("document.querySelectorAll('svg.day').length === 2"))
            let rows = try tab.value(
                "[...document.querySelectorAll('tr.row')].map((row) => row.innerText.replace(/\\s+/g, ' '))")
            let texts = rows.array?.compactMap(\.string) ?? []
            #expect(texts.count == 8)
            #expect(
                texts.first?.contains(
                    "degraded messages falling-behind 2 of 12 partitions and dead-letters 48,211 records") == true)
            #expect(texts.first?.contains("growing · 4 dead letters") == true)
            #expect(texts.contains { $0.contains("messages whatsapp.messages/3 halted it stands still 41,002") })
            #expect(texts.filter { $0.contains("banned") }.count == 1)
            let names = try tab.value(
                "[...document.querySelectorAll('#session-rows .open')].map((name) => name.textContent)")
            #expect(names == ["loja-centro", "<img src=x onerror=\"window.hurt = 1\">", "padaria"])
            #expect(
                try tab.value("document.querySelector('h1').textContent")
                    == "1 session and 1 consumer down; 1 session and 1 pipeline degraded")
            #expect(try tab.value("document.querySelector('h1').dataset.verdict") == "down")
            #expect(
                try tab.value("document.querySelector('#pipelines svg.day').getAttribute('aria-label')").string?
                    .contains("1 h 25 min degraded; lag in records at most 39") == true)
            #expect(
                try tab.value("document.querySelector('#history-since').textContent").string?.hasPrefix(
                    "History since 22 Nov 2026 ") == true)
        }
    }

    @Test("A verdict that changes changes on the screen, by itself")
    func live() async throws {
        fill()
        let stage = stage
        try await show { (tab: Tab, _: Shown) throws in
            let row = "document.querySelectorAll('#session-rows tr.row')"
            #expect(try tab.value("\(row)[2].dataset.verdict") == "ok")
            try tab.value("\(row)[2].querySelector('.open').focus()")
            stage.change(after: 2 * Stage.second) { snapshot in
                snapshot.sessions[1] = session("padaria", "logged_out", standing: "logged-out", minutes: 0)
            }
            #expect(
                try tab.eventually("\(row)[0].innerText.includes('padaria') && \(row)[0].dataset.verdict === 'down'"))
            #expect(try tab.value("\(row)[0].querySelector('.verdict').innerText").string?.contains("down") == true)
            #expect(
                try tab.value("document.querySelector('h1').textContent").string?.hasPrefix(
                    "2 sessions and 1 consumer down") == true)
            // Where one was reading one still is.
            #expect(try tab.value("document.activeElement.textContent") == "padaria")
            stage.change(after: 2 * Stage.second) { $0.sessions.removeAll { $0.name == "padaria" } }
            #expect(try tab.eventually("\(row).length === 2"))
            #expect(
                try tab.eventually(
                    within: .seconds(10),
                    "document.querySelector('#said').textContent === document.querySelector('h1').textContent"))
        }
    }

    @Test("A filter that was cleared stays cleared, also where the answer to it comes after that")
    func clearedFilter() async throws {
        fill()
        try await show { (tab: Tab, _: Shown) throws in
            let rows = "document.querySelectorAll('#session-rows tr.row').length"
            let button = "document.querySelector('#verdicts [data-verdict=ok]')"
            #expect(try tab.eventually("\(rows) === 3"))
            try tab.value(
                """
                (() => {
                  const ask = window.fetch;
                  window.fetch = (address, options) => ask(address, options).then((answer) =>
                    String(address).includes('only=sessions') ? new Promise((done) => { window.release = () => done(answer); }) : answer);
                })()
                """)
            try tab.value("\(button).click()")
            #expect(try tab.eventually("window.release !== undefined"))
            try tab.value("\(button).click()")
            try tab.value("window.release()")
            // By the time that another answer has come from the server that one was taken, or left.
            try tab.value("fetch('api/health?limit=0').then((answer) => answer.json())")
            #expect(try tab.value(rows) == 3)
            #expect(try tab.value("\(button).getAttribute('aria-pressed')") == "false")
        }
    }

    @Test("When the stream breaks it says so and is green nowhere; when the server is back it goes on")
    func broken() async throws {
        stage.change { $0.sessions = [session("padaria")] }
        stage.change { $0.put(line(.pipeline("broker"), facts: ["roundTripSeconds": 0.002])) }
        let stage = stage
        try await show { (tab: Tab, shown: Shown) throws in
            let greens = """
                [...document.querySelectorAll('td.verdict, h1, svg.day .ok, #link-state')].filter((element) => {
                  const [red, green, blue] = getComputedStyle(element, element.tagName === 'H1' || element.id ? '::before' : null)
                    [element.tagName === 'rect' ? 'fill' : 'color'].match(/[\\d.]+/g).map(Number);
                  return green > red * 1.3 && green > blue * 1.1;
                }).length
                """
            #expect((try tab.value(greens).int64 ?? 0) > 2)
            #expect(try tab.value("document.querySelector('h1').textContent") == "All is well")
            try shown.stopBlocking()
            #expect(try tab.eventually("document.body.dataset.link === 'broken'"))
            #expect(try tab.value(greens) == 0)
            #expect(
                try tab.value("document.querySelector('h1').textContent").string?.hasPrefix("Not live. At ") == true)
            #expect(
                try tab.value("document.querySelector('#link').innerText").string?.hasPrefix(
                    "The stream broke. What stands here is ") == true)
            #expect(
                try tab.value("document.querySelector('#session-rows td.verdict').innerText").string?.contains("was ok")
                    == true)
            #expect(try tab.value("document.title").string?.hasPrefix("Not live") == true)
            #expect(try tab.eventually("document.querySelector('#said').textContent.startsWith('Not live')"))
            stage.change(after: 30 * Stage.second) {
                $0.sessions.append(session("nova", "failed", standing: "failed", minutes: 0))
            }
            try shown.startAgain()
            #expect(try tab.eventually(within: .seconds(30), "document.body.dataset.link === 'live'"))
            #expect(try tab.eventually("document.querySelector('h1').textContent === '1 session down'"))
            #expect(try tab.value("document.querySelectorAll('#session-rows tr.row').length") == 2)
        }
    }

    @Test("A stream that only falls silent is as good as broken")
    func silence() async throws {
        stage.change { $0.sessions = [session("padaria")] }
        let shown = try Shown(stage.page())
        let result = await Task {
            try await onOwnThread {
                let tab = try Tab(try Browser())
                // Nobody takes turns here, so after its greeting the stream says nothing.
                try tab.open(shown.address)
                #expect(try tab.eventually("document.body?.dataset.link === 'live'"))
                try tab.value(
                    """
                    window.states = [];
                    new MutationObserver(() => window.states.push(document.body.dataset.link)).observe(document.body, { attributes: true })
                    """)
                #expect(try tab.eventually("window.states.includes('broken')"))
                #expect(try tab.eventually("document.body.dataset.link === 'live'"))
            }
        }.result
        await shown.stop()
        try result.get()
    }

    @Test("A monitor that stands by says who is active, and shows nothing as well")
    func standby() async throws {
        stage.change { snapshot in
            snapshot.sessions = [session("padaria")]
            snapshot.status.role = .standby(active: "node-<2>")
            snapshot.status.database = "connection refused"
        }
        try await show { (tab: Tab, _: Shown) throws in
            #expect(
                try tab.value("document.querySelector('h1').textContent").string?.hasPrefix(
                    "This monitor stands by; node-<2> is active") == true)
            #expect(try tab.value("document.querySelector('h1').dataset.verdict") == "unknown")
            #expect(try tab.value("document.querySelector('#faults').innerText") == "database: connection refused")
            #expect(try tab.value("document.querySelectorAll('[data-verdict=ok].row').length") == 0)
        }
    }

    @Test("With a token it asks for it, and the stream works by the cookie; signed out, it says so")
    func signingIn() async throws {
        stage.change { $0.sessions = [session("padaria")] }
        try await show(check: TokenCheck("s3cret token")) { (tab: Tab, _: Shown) throws in
            #expect(try tab.eventually("document.querySelector('#token') === document.activeElement"))
            try tab.value("document.querySelector('#token').value = 'wrong'; document.querySelector('form').submit()")
            #expect(
                try tab.eventually("document.querySelector('[role=alert]')?.textContent.includes('isn’t the token')"))
            try tab.value(
                "document.querySelector('#token').value = 's3cret token'; document.querySelector('form').submit()")
            #expect(try tab.eventually("document.body?.dataset.link === 'live'"))
            #expect(try tab.eventually("document.querySelectorAll('#session-rows tr.row').length === 1"))
            #expect(try tab.value("document.cookie") == "")
            #expect(try tab.value("location.href").string?.contains("s3cret") == false)
            try tab.value("document.querySelector('#sign-out button').click()")
            #expect(try tab.eventually("document.querySelector('#token')"))
        }
    }

    @Test("Names and reasons from gateways are text, whatever is in them")
    func hostile() async throws {
        let hostile = "\"><script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>${alert(1)}&amp;"
        stage.change { snapshot in
            snapshot.sessions = [
                session(hostile, "failed", standing: "failed"), session("; rm -rf /", "failed", standing: "failed"),
            ]
            snapshot.put(
                line(
                    .pipeline(hostile), .degraded, [Reason(.stalled, hostile, facts: [hostile: .string(hostile)])],
                    facts: [hostile: .string(hostile)]))
        }
        try await show { (tab: Tab, _: Shown) throws in
            try tab.value("document.querySelectorAll('.open').forEach((row) => row.click())")
            #expect(try tab.value("document.querySelector('#session-rows .open').textContent") == .string(hostile))
            #expect(try tab.value("document.querySelectorAll('main script, main img').length") == 0)
            #expect(
                try tab.value(
                    "document.querySelector('#pipelines .sheet').innerText.includes(\(JSONValue.string(hostile).text))")
                    == true)
            #expect(try tab.value("window.hurt === undefined") == true)
            // Nothing of theirs stands in a command that somebody copies.
            #expect(
                try tab.value(
                    "[...document.querySelectorAll('.sheet pre')].some((one) => /rm -rf|script/.test(one.textContent))")
                    == false)
        }
    }
}
