internal import CRdKafka

extension Producer {
    /// Brings the client of the moment to a fatal end, as an error of the idempotent producer's would.
    ///
    /// > rd_kafka_test_fatal_error: Trigger a fatal error for testing purposes. … Since there is no practical way to trigger
    /// > real fatal errors in the idempotent producer, this method allows an application to trigger fabricated fatal errors.
    package func failFatally(_ reason: String) {
        let client = core.client
        unsafe _ = rd_kafka_test_fatal_error(client.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, reason)
    }
}
