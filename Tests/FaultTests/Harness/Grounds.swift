import TestSupport
import Testing

/// Every case that runs real processes: one after another, since they share two cores and a broker.
@Suite(
    "Nothing is lost and nothing comes twice",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution of Kafka"), .serialized)
enum Faults {}
