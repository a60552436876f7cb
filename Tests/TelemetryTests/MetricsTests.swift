import Telemetry
import Testing

@Suite("Instruments count, and render in Prometheus' text format")
struct MetricsTests {
    let metrics = Metrics()

    @Test("A value that was seen several times counts as often, and one that was seen at no time doesn't")
    func observesMany() throws {
        let metrics = Metrics()
        let histogram = try metrics.histogram("x_seconds", help: "x.", buckets: [1, 2])
        histogram.observe(1.5, times: 3)
        histogram.observe(0.5, times: 1)
        histogram.observe(9, times: 0)
        histogram.observe(9, times: -1)
        let text = metrics.render()
        for line in [
            "x_seconds_bucket{le=\"1\"} 1", "x_seconds_bucket{le=\"2\"} 4", "x_seconds_sum 5", "x_seconds_count 4",
        ] {
            #expect(text.contains(line + "\n"), "\(text)")
        }
    }

    @Test("A counter only grows")
    func counter() throws {
        let counter = try metrics.counter("zapline_records_total", help: "Records applied.")
        counter.increment()
        counter.add(41)
        counter.add(-5)
        counter.add(0)
        counter.add(.milliseconds(1_500))
        counter.add(.seconds(-3))
        counter.add(seconds: .nan)
        counter.add(seconds: .infinity)
        #expect(counter.value == 43.5)
        #expect(
            metrics.render() == """
                # HELP zapline_records_total Records applied.
                # TYPE zapline_records_total counter
                zapline_records_total 43.5

                """)
    }

    @Test("A gauge goes up and down, and takes every number")
    func gauge() throws {
        let gauge = try metrics.gauge("zapline_lag", help: "Lag.", labels: ["pipeline": "status"])
        gauge.set(7)
        gauge.add(-2.5)
        #expect(gauge.value == 4.5)
        for (value, text) in [
            (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"), (-3, "-3"),
        ] {
            gauge.set(value)
            #expect(metrics.render().hasSuffix("zapline_lag{pipeline=\"status\"} \(text)\n"))
        }
        gauge.set(true)
        #expect(gauge.value == 1)
    }

    @Test("A histogram's buckets add up, end in +Inf and agree with its count")
    func histogram() throws {
        let histogram = try metrics.histogram(
            "zapline_batch_seconds", help: "Time a batch takes.", buckets: [0.1, 1, 10], labels: ["pipeline": "archive"]
        )
        for value in [0.05, 0.1, 0.5, 5, 50, .nan] { histogram.observe(value) }
        histogram.observe(.seconds(1))
        #expect(histogram.count == 6)
        #expect(
            metrics.render() == """
                # HELP zapline_batch_seconds Time a batch takes.
                # TYPE zapline_batch_seconds histogram
                zapline_batch_seconds_bucket{pipeline="archive",le="0.1"} 2
                zapline_batch_seconds_bucket{pipeline="archive",le="1"} 4
                zapline_batch_seconds_bucket{pipeline="archive",le="10"} 5
                zapline_batch_seconds_bucket{pipeline="archive",le="+Inf"} 6
                zapline_batch_seconds_sum{pipeline="archive"} 56.65
                zapline_batch_seconds_count{pipeline="archive"} 6

                """)
    }

    @Test("Help and label values are escaped as the format asks")
    func escaping() throws {
        let counter = try metrics.counter(
            "a_total", help: "back\\slash \"quote\"\nline", labels: ["x": "back\\slash \"quote\"\nline"])
        counter.increment()
        #expect(
            metrics.render() == #"""
                # HELP a_total back\\slash "quote"\nline
                # TYPE a_total counter
                a_total{x="back\\slash \"quote\"\nline"} 1

                """#)
    }

    @Test("Families and children stand in order, each header once")
    func order() throws {
        let family = try metrics.gauges("b", help: "B.", labels: ["topic", "partition"])
        try metrics.gauge("a", help: "A.").set(1)
        family.child("y", "0").set(3)
        family.child("x", "1").set(2)
        let samples = metrics.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples == ["a 1", #"b{topic="x",partition="1"} 2"#, #"b{topic="y",partition="0"} 3"#])
        #expect(metrics.render().split(separator: "\n").count == 7)
    }

    @Test("Children are bounded: the rest share one called other")
    func overflow() throws {
        let family = try metrics.counters("c_total", help: "C.", labels: ["instance"], limit: 2)
        for name in ["a", "b", "c", "d", "a"] { family.child(name).increment() }
        #expect(family.child("c") === family.child("z"))
        let samples = metrics.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples == [#"c_total{instance="a"} 2"#, #"c_total{instance="b"} 1"#, #"c_total{instance="other"} 2"#])
    }

    @Test("A child that is gone leaves its place to another")
    func removal() throws {
        let family = try metrics.gauges("d", help: "D.", labels: ["p"], limit: 1)
        family.child("0").set(1)
        family.remove("0")
        family.child("1").set(2)
        #expect(metrics.render().contains("d{p=\"1\"} 2"))
        #expect(!metrics.render().contains("other"))
    }

    @Test("Children that aren't among those to be kept are gone, and with room for all nobody is other")
    func keeping() throws {
        let family = try metrics.gauges("f", help: "F.", labels: ["p"], limit: 2)
        for name in ["0", "1", "2"] { family.child(name).set(1) }
        family.keep([["0"], ["1"], ["3"]])
        #expect(metrics.render().contains("f{p=\"other\"} 1"))
        family.keep([["1"], ["3"]])
        family.child("3").set(3)
        let samples = metrics.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples == [#"f{p="1"} 1"#, #"f{p="3"} 3"#])
    }

    @Test("A wrong number of label values costs nothing but their names")
    func arity() throws {
        let family = try metrics.gauges("e", help: "E.", labels: ["a", "b"])
        family.child("1").set(1)
        family.child("2", "3", "4").set(2)
        let text = metrics.render()
        #expect(text.contains(#"e{a="1",b=""} 1"#))
        #expect(text.contains(#"e{a="2",b="3"} 2"#))
    }

    @Test("The same name gives the same instrument, another shape under it an error")
    func sharing() throws {
        let first = try metrics.counter("f_total", help: "F.", labels: ["x": "1"])
        #expect(try first === metrics.counter("f_total", help: "F.", labels: ["x": "1"]))
        #expect(try first !== metrics.counter("f_total", help: "F.", labels: ["x": "2"]))
        let attempts: [() throws -> Void] = [
            { _ = try metrics.counter("f_total", help: "other help", labels: ["x": "1"]) },
            { _ = try metrics.counter("f_total", help: "F.", labels: ["y": "1"]) },
            { try metrics.counter("f_total", help: "F.") { 1 } },
        ]
        for attempt in attempts {
            let error = #expect(throws: MetricsError.self) { try attempt() }
            #expect(error?.code == .taken)
        }
        _ = try metrics.histogram("h", help: "H.", buckets: [1, 2])
        #expect(throws: MetricsError.self) { try metrics.histogram("h", help: "H.", buckets: [1, 3]) }
        #expect(throws: MetricsError.self) { try metrics.gauge("h", help: "H.") }
    }

    @Test("Threads lose no count")
    func concurrency() async throws {
        let counter = try metrics.counter("g_total", help: "G.")
        let gauge = try metrics.gauge("g", help: "G.")
        let histogram = try metrics.histogram("gh", help: "G.", buckets: [10, 20])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for value in 0..<10_000 {
                        counter.increment()
                        gauge.add(1)
                        histogram.observe(Double(value % 30))
                    }
                }
            }
        }
        #expect(counter.value == 40_000)
        #expect(gauge.value == 40_000)
        #expect(histogram.count == 40_000)
    }
}
