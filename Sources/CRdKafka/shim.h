#ifndef ZAPLINE_CRDKAFKA_H
#define ZAPLINE_CRDKAFKA_H
#include <librdkafka/rdkafka.h>
/* Refuses to be included first, so it can't be a header of the module map's own. */
#include <librdkafka/rdkafka_mock.h>

/* rd_kafka_producev is variadic. Headers go in as the application's: with those of its own making (RD_KAFKA_V_HEADER)
 * 2.0.2 frees them twice when a message is refused (librdkafka#4628). They are the library's after success, the caller's
 * otherwise. */
static inline rd_kafka_resp_err_t zapline_produce(
    rd_kafka_t *client, const char *topic, const void *key, size_t key_size, const void *value, size_t value_size,
    int64_t timestamp, rd_kafka_headers_t *headers, void *opaque) {
    return rd_kafka_producev(
        client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY((void *)key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
        RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}

/* rd_kafka_mock_broker_push_request_error_rtts is variadic and has no _array twin in 2.0.2. */
static inline rd_kafka_resp_err_t zapline_mock_push_error(
    rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t api_key, rd_kafka_resp_err_t error, int delay_ms) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api_key, 1, error, delay_ms);
}
#endif
