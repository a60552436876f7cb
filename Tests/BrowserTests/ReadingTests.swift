import HTTPServer
import HealthMonitor
import HealthPage
import JSON
import TestSupport
import Testing

/// Whether people can read and use it: on a phone, in the dark, by keyboard, by ear, and with ten thousand sessions.
@Suite(
    "The page is for everybody", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Browser.path != nil, "needs chromium: bash Tests/packages.sh chromium"))
struct ReadingTests {
    let stage = Stage()

    private func show(_ body: @escaping @Sendable (Tab) throws -> Void) async throws {
        let shown = try Shown(stage.page())
        let telling = Task { await shown.page.run(every: .milliseconds(500)) }
        defer { telling.cancel() }
        let result = await Task {
            try await onOwnThread {
                let tab = try Tab(try Browser())
                try tab.resize(1_280, 900)
                try tab.open(shown.address)
                #expect(try tab.eventually("document.body?.dataset.link === 'live'"))
                try body(tab)
                #expect(tab.complaints == [])
            }
        }.result
        await shown.stop()
        try result.get()
    }

    private func fill(_ count: Int = 12) {
        let states: [(String, String?)] = [
            ("connected", nil), ("banned", "banned"), ("connected", "silent"), ("qr", "connecting"),
        ]
        stage.change { snapshot in
            snapshot.sessions = (0..<count).map { number in
                let (detail, standing) = number < 8 ? states[number % 4] : states[0]
                return session("loja-\(number)", detail, standing: standing)
            }
            snapshot.put(
                line(.pipeline("broker"), facts: ["roundTripSeconds": 0.002]),
                line(
                    .pipeline("messages"), .degraded, [Reason(.fallingBehind, "more comes in than it applies")],
                    facts: ["lagRecords": 4_711]),
                line(.monitor("node-1"), facts: ["role": "active"]))
            for partition in 0..<12 as Range<Int32> {
                snapshot.put(
                    line(
                        .consumer(pipeline: "archive", topic: "whatsapp.messages", partition: partition),
                        facts: [
                            "pipeline": "archive", "topic": "whatsapp.messages", "partition": .integer(partition),
                            "lagRecords": .integer(Int64(partition)),
                        ]))
            }
        }
        stage.recall((0..<min(count, 100)).map { "session/loja-\($0)" } + ["pipeline/messages"]) { _, slot in
            (slot > 280 ? .degraded : slot == 200 ? .down : .ok, Double(slot))
        }
    }

    /// The ratio of every text's colour to what is behind it, by WCAG 2: the words below the ratio that they need.
    private static let faint = """
        (() => {
          const parse = (text) => text.match(/[\\d.]+/g).map(Number);
          const light = (colour) => colour.slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
          const behind = (element) => {
            for (let one = element; one; one = one.parentElement) {
              const colour = parse(getComputedStyle(one).backgroundColor);
              if (colour.length < 4 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const faint = [];
          let count = 0;
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('.unseen, noscript')) continue;
            const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
            count += 1;
            if ((one + 0.05) / (other + 0.05) < 4.5) faint.push(walker.currentNode.data.trim());
          }
          return count > 60 ? faint : ['too few texts: ' + count];
        })()
        """

    @Test("Every text has a contrast of 4.5 to 1 or more, light and dark, live and not, with rows open")
    func contrast() async throws {
        fill()
        try await show { (tab: Tab) throws in
            try tab.value(
                "document.querySelectorAll('#session-rows .open, #pipelines .open').forEach((row) => row.click())")
            try tab.value("document.querySelector('#verdicts button').setAttribute('aria-pressed', 'true')")
            for scheme in ["light", "dark"] {
                try tab.prefer(scheme, motion: "reduce")
                #expect(try tab.value(Self.faint) == [], "\(scheme)")
                try tab.value("document.body.dataset.link = 'broken'")
                #expect(try tab.value(Self.faint) == [], "\(scheme), not live")
                try tab.value("document.body.dataset.link = 'live'")
            }
        }
    }

    /// The ratio of a strip's colour, as it shines through, to the paper under it.
    private static let strips = """
        (() => {
          const parse = (text) => text.match(/[\\d.]+/g).map(Number);
          const light = (colour) => colour.map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
          const paper = parse(getComputedStyle(document.body).backgroundColor).slice(0, 3);
          return ['ok', 'degraded', 'down'].map((name) => {
            const style = getComputedStyle(document.querySelector(`svg.day rect.${name}`));
            const shown = parse(style.fill).slice(0, 3).map((part, place) => part * style.opacity + paper[place] * (1 - style.opacity));
            const [one, other] = [light(shown), light(paper)].sort((a, b) => b - a);
            return (one + 0.05) / (other + 0.05);
          });
        })()
        """

    @Test("The strips of a day have a contrast of 3 to 1 or more, light and dark")
    func stripContrast() async throws {
        fill()
        try await show { (tab: Tab) throws in
            #expect(try tab.eventually("document.querySelector('svg.day rect.down')"))
            for scheme in ["light", "dark"] {
                try tab.prefer(scheme, motion: "reduce")
                let ratios = try tab.value(Self.strips).array?.compactMap(\.double) ?? []
                #expect(ratios.count == 3 && ratios.allSatisfy { $0 >= 3 }, "\(scheme): \(ratios)")
            }
        }
    }

    @Test("Light and dark are two pictures, and a phone's is a third without anything to the side")
    func pictures() async throws {
        fill()
        try await show { (tab: Tab) throws in
            #expect(try tab.eventually("document.querySelectorAll('svg.day').length === 13"))
            var pictures: [String] = []
            for (scheme, background) in [("light", "rgb(251, 250, 248)"), ("dark", "rgb(19, 22, 25)")] {
                try tab.prefer(scheme)
                #expect(try tab.value("getComputedStyle(document.body).backgroundColor") == .string(background))
                pictures.append(try tab.picture())
            }
            for width in [360, 320] {
                try tab.resize(width, 780)
                #expect(try tab.value("document.documentElement.scrollWidth") == .integer(width))
                #expect(
                    try tab.value(
                        "[...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > \(width) && !one.closest('.unseen')).map((one) => one.outerHTML)"
                    ) == [])
            }
            try tab.value("document.querySelectorAll('.open').forEach((row) => row.click())")
            #expect(try tab.value("document.documentElement.scrollWidth") == 320)
            pictures.append(try tab.picture())
            #expect(Set(pictures).count == 3 && pictures.allSatisfy { $0.count > 10_000 })
        }
    }

    @Test("Verdicts are told by word and sign, never by colour alone")
    func signs() async throws {
        fill()
        try await show { (tab: Tab) throws in
            for verdict in ["ok", "unknown", "degraded", "down"] {
                let cells = try tab.value(
                    "[...new Set([...document.querySelectorAll('#session-rows tr[data-verdict=\(verdict)] .verdict')].map((cell) => cell.textContent))]"
                )
                #expect(cells.array?.count == 1 && cells[0]?.string?.hasSuffix(verdict) == true, "\(verdict)")
            }
            let signs = try tab.value(
                "[...new Set([...document.querySelectorAll('.glyph')].map((sign) => sign.textContent))].length")
            #expect(signs == 4)
            #expect(try tab.eventually("document.querySelectorAll('#session-rows svg.day').length === 12"))
            // Of a day's strip the height says how bad it was.
            let heights = try tab.value(
                "['ok', 'degraded', 'down'].map((name) => Number(document.querySelector(`#session-rows svg.day .${name}`).getAttribute('height')))"
            )
            let sizes = heights.array?.compactMap(\.double) ?? []
            #expect(sizes.count == 3 && sizes == sizes.sorted() && Set(sizes).count == 3)
        }
    }

    @Test(
        "By keyboard: to the sessions, into the filter, through the rows, open and closed; a code leads to what it means"
    )
    func keyboard() async throws {
        fill()
        try await show { (tab: Tab) throws in
            try tab.press("Tab", code: 9)
            #expect(try tab.value("document.activeElement.className") == "skip")
            #expect(try tab.value("document.activeElement.getBoundingClientRect().left >= 0") == true)
            try tab.press("/", code: 191, text: "/")
            #expect(try tab.value("document.activeElement.id") == "query")
            #expect(try tab.value("document.activeElement.value") == "")
            try tab.value("document.querySelector('#session-rows .open').focus()")
            #expect(try tab.value("getComputedStyle(document.activeElement).outlineStyle") == "solid")
            try tab.press("Enter", code: 13, text: "\r")
            #expect(try tab.value("document.activeElement.getAttribute('aria-expanded')") == "true")
            #expect(
                try tab.value("document.querySelector('tr.detail .sheet').innerText").string?.contains("Last event")
                    == true)
            try tab.press("Tab", code: 9)
            #expect(try tab.value("document.activeElement.className") == "code")
            let code = try tab.value("document.activeElement.textContent").string ?? ""
            try tab.press("Enter", code: 13, text: "\r")
            #expect(try tab.eventually("document.getElementById('reason-\(code)').open"))
            #expect(try tab.eventually("document.activeElement === document.querySelector('#reason-\(code) summary')"))
            try tab.value("document.querySelector('#session-rows .open').focus()")
            try tab.press("Escape", code: 27)
            #expect(try tab.value("document.querySelectorAll('tr.detail').length") == 0)
            #expect(try tab.value("document.activeElement.className") == "open")
            try tab.value("document.querySelector('#consumers thead .sort').focus()")
            try tab.press("Enter", code: 13, text: "\r")
            #expect(
                try tab.value("document.querySelector('#consumers th[aria-sort]').getAttribute('aria-sort')")
                    == "descending")
            #expect(
                try tab.value("document.querySelector('#consumers .open').textContent")
                    == "archive whatsapp.messages/11")
            #expect(
                try tab.value(
                    "[...document.querySelectorAll('a, button, input, select, summary')].every((one) => one.tabIndex >= 0)"
                ) == true)
        }
    }

    @Test(
        "By ear: every control and table has a name, headings and regions are there, and what changes is said politely")
    func names() async throws {
        fill()
        try await show { (tab: Tab) throws in
            // The days come by a request of their own, after the rows.
            #expect(try tab.eventually("document.querySelectorAll('svg.day').length === 13"))
            let nodes = try tab.accessible()
            for role in [
                "button", "link", "searchbox", "combobox", "table", "image", "region", "heading", "columnheader",
                "rowheader",
            ] {
                let found = nodes.filter { $0.role == role }
                #expect(!found.isEmpty, "\(role)")
                #expect(found.allSatisfy { !$0.name.isEmpty }, "\(role)")
            }
            #expect(nodes.contains { $0.role == "searchbox" && $0.name == "Filter" })
            #expect(nodes.filter { $0.role == "table" }.map(\.name) == ["Pipeline", "Consumers", "Sessions"])
            for role in ["main", "banner", "contentinfo", "search", "status"] {
                #expect(nodes.contains { $0.role == role }, "\(role)")
            }
            #expect(try tab.value("document.documentElement.lang") == "en")
            #expect(try tab.value("document.querySelector('#said').getAttribute('aria-live')") == "polite")
            try tab.prefer("light", motion: "reduce")
            #expect(try tab.value("getComputedStyle(document.querySelector('tr.row td')).transitionDuration") == "0s")
        }
    }

    @Test("Ten thousand sessions: what needs a person is there at once, the rest is found, sorted and paged")
    func many() async throws {
        fill(10_000)
        let stage = stage
        try await show { (tab: Tab) throws in
            let names = "[...document.querySelectorAll('#session-rows .open')].map((name) => name.textContent)"
            let began = ContinuousClock.now
            try tab.value("location.reload()")
            #expect(try tab.eventually("document.querySelectorAll('#session-rows tr.row').length === 100"))
            #expect(ContinuousClock.now - began < .seconds(15))
            #expect(try tab.value("document.querySelector('#sessions-count').textContent") == "100 of 10,000")
            #expect(try tab.value("\(names).slice(0, 2)") == ["loja-1", "loja-5"])
            try tab.value("document.querySelector('#sessions-more').click()")
            #expect(try tab.eventually("document.querySelectorAll('#session-rows tr.row').length === 200"))
            try tab.value(
                "const query = document.querySelector('#query'); query.value = 'LOJA-777'; query.dispatchEvent(new Event('input'))"
            )
            #expect(try tab.eventually("document.querySelectorAll('#session-rows tr.row').length === 11"))
            #expect(
                try tab.value("document.querySelector('#sessions-count').textContent")
                    == "11 of 11 that match, 10,000 in all")
            stage.change(after: Stage.second) {
                $0.sessions[7_777] = session("loja-7777", "failed", standing: "failed", minutes: 0)
            }
            #expect(try tab.eventually("document.querySelector('#session-rows tr.row').dataset.verdict === 'down'"))
            try tab.value(
                "query.value = ''; query.dispatchEvent(new Event('input')); document.querySelector('#verdicts [data-verdict=degraded]').click()"
            )
            #expect(try tab.eventually("\(names).join() === 'loja-2,loja-6'"))
            try tab.value(
                "document.querySelector('#verdicts [data-verdict=degraded]').click(); const sort = document.querySelector('#sort'); sort.value = 'name'; sort.dispatchEvent(new Event('change'))"
            )
            #expect(try tab.eventually("\(names).slice(0, 3).join() === 'loja-0,loja-1,loja-10'"))
        }
    }
}
