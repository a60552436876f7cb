internal import CRdKafka

/// The client library that is linked at run time, which may be newer than the headers that we were built with.
package enum Library {
    /// Its version, such as `2.0.2`.
    package static var version: String {
        unsafe rd_kafka_version_str().map { unsafe String(cString: $0) } ?? "unknown"
    }

    /// > rd_kafka_version: The version as integer, format: 0xMMmmrrxx, MM major, mm minor, rr revision, xx pre-release
    /// > id (0xff is the final release).
    package static var number: Int32 { rd_kafka_version() }

    /// Whether it can log in with SCRAM to Kafka 4, which 2.6.1 was the first to do (librdkafka#4895).
    package static var canUseSCRAMWithKafka4: Bool { number >= 0x0206_01FF }

    /// What it was built with, such as `ssl` and `sasl_scram`.
    package static var features: [String] {
        guard let configuration = try? Configuration() else { return [] }
        return configuration.value(of: "builtin.features")?.split(separator: ",").map(String.init) ?? []
    }
}
