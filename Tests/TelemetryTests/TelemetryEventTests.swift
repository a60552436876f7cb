import Telemetry
import TestSupport
import Testing

private struct KitchenInstruments: InstrumentSet {
    let dishes: Family<Counter>
    let heat: Gauge

    init(in metrics: Metrics) throws(MetricsError) {
        dishes = try metrics.counters("kitchen_dishes_total", help: "Dishes that left the kitchen.", labels: ["dish"])
        heat = try metrics.gauge("kitchen_heat", help: "How hot it is.")
    }
}

private struct DishServed: TelemetryEvent {
    let dish: String

    func log(to logger: Logger) { logger.info("dish served", ["dish.name": .string(dish)]) }
    func record(in instruments: KitchenInstruments) { instruments.dishes.child(dish).increment() }
}

private struct HeatChanged: TelemetryEvent {
    let heat: Double

    func record(in instruments: KitchenInstruments) { instruments.heat.set(heat) }
}

private struct CookArrived: TelemetryEvent {
    typealias Instruments = KitchenInstruments

    func log(to logger: Logger) { logger.notice("cook arrived") }
}

@Suite("An event's log line and metric stand together")
struct TelemetryEventTests {
    @Test("Reporting an event says it and counts it")
    func both() throws {
        let (collector, metrics) = (LogCollector(), Metrics())
        let report = try Reporter<KitchenInstruments>(collector.logger(), metrics)
        report(DishServed(dish: "soup"))
        report.with("table", 7)(DishServed(dish: "soup"))
        #expect(collector.messages == ["dish served", "dish served"])
        #expect(collector.entries[0]["table"] == nil)
        #expect(collector.entries[1]["table"] == 7)
        #expect(metrics.render().contains(#"kitchen_dishes_total{dish="soup"} 2"#))
    }

    @Test("An event may only be counted, or only said")
    func one() throws {
        let (collector, metrics) = (LogCollector(), Metrics())
        let report = try Reporter<KitchenInstruments>(collector.logger(), metrics)
        report(HeatChanged(heat: 40))
        #expect(collector.entries.isEmpty)
        report(CookArrived())
        #expect(collector.messages == ["cook arrived"])
        #expect(metrics.render().contains("kitchen_heat 40"))
    }

    @Test("Two reporters of one module share its instruments")
    func shared() throws {
        let metrics = Metrics()
        let first = try Reporter<KitchenInstruments>(.silent, metrics)
        let second = try Reporter<KitchenInstruments>(.silent, metrics)
        first(DishServed(dish: "fish"))
        second(DishServed(dish: "fish"))
        #expect(metrics.render().contains(#"kitchen_dishes_total{dish="fish"} 2"#))
    }
}
