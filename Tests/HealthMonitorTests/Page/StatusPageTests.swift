import Events
import JSON
import Kafka
import Testing

@testable import HealthMonitor

@Suite("The page and its JSON")
struct StatusPageTests {
    static func snapshot() -> HealthSnapshot {
        var snapshot = HealthSnapshot()
        snapshot.status.role = .active(epoch: 3)
        snapshot.status.knownUntil = start
        var well = SessionHealth(after: [sign(.sessionConnected)])
        _ = well.settle(at: start + second, SessionRules())
        var gone = SessionHealth(after: [sign(.sessionFailed, reason: "<script>alert('x')</script>")])
        _ = gone.settle(at: start + second, SessionRules())
        snapshot.sessions = [SessionLine("b&o", well), SessionLine("\"q\"", gone)]
        snapshot.consumers = [
            LagJudge().judge(
                ConsumerPlace(pipeline: "archive", TopicPartition("whatsapp.messages", 0)),
                row: ConsumerRow(nextOffset: 3), ends: LagJudge.Ends(low: 0, high: 45), now: start
            ) { _ in nil }
        ]
        snapshot.pipelines = [PipelineHealth("archive", snapshot.consumers)]
        snapshot.monitor = MonitorHealth(id: "m1", epoch: 3, activeSince: start)
        return snapshot
    }

    @Test("The worst sessions come first, and nothing of a gateway's becomes markup")
    func page() throws {
        let page = StatusPage.html(Self.snapshot(), now: start)
        let down = try #require(page.firstRange(of: "down: 1"))
        let well = try #require(page.firstRange(of: "ok: 1"))
        #expect(down.lowerBound < well.lowerBound)
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)"))
        #expect(page.contains("b&amp;o"))
        #expect(page.contains("&quot;q&quot;"))
        #expect(page.contains("whatsapp.messages-0"))
        #expect(page.contains(">42<"))
        #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("src="))
    }

    @Test("A page of very many well sessions names some and counts the rest")
    func many() {
        var snapshot = HealthSnapshot()
        var well = SessionHealth(after: [sign(.sessionConnected)])
        _ = well.settle(at: start + second, SessionRules())
        snapshot.sessions = (0..<1_000).map { SessionLine("s\($0)", well) }
        let page = StatusPage.html(snapshot, now: start)
        #expect(page.contains("ok: 1000"))
        #expect(page.contains("and 800 more"))
    }

    @Test("A monitor that stands by says who is active", arguments: [nil, "node-<2>"])
    func standby(_ holder: String?) {
        var snapshot = HealthSnapshot()
        snapshot.status.role = .standby(active: holder)
        snapshot.status.database = "connection refused"
        let page = StatusPage.html(snapshot, now: start)
        #expect(page.contains("stands by"))
        #expect(page.contains("connection refused"))
        #expect(page.contains("node-&lt;2&gt; is active") == (holder != nil))
    }

    @Test("The JSON has every subject with its verdict")
    func document() throws {
        let text = HealthDocument.json(Self.snapshot(), now: start).text
        let document = try JSONValue(parsing: text)
        #expect(document["role"]?.string == "active")
        #expect(document["monitor"]?["subject"]?.string == "monitor/m1")
        #expect(document["sessions"]?.array?.compactMap { $0["verdict"]?.string } == ["ok", "down"])
        #expect(document["sessions"]?[1]?["reasons"]?[0]?["code"]?.string == "failed")
        #expect(document["consumers"]?[0]?["subject"]?.string == "consumer/archive/whatsapp.messages/0")
        #expect(document["consumers"]?[0]?["lagRecords"]?.int64 == 42)
        #expect(document["consumers"]?[0]?["lagSeconds"]?.isNull == true)
        #expect(document["pipelines"]?[0]?["subject"]?.string == "pipeline/archive")
    }
}
