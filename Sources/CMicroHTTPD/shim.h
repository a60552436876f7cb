#ifndef ZAPLINE_CMICROHTTPD_H
#define ZAPLINE_CMICROHTTPD_H
#include <microhttpd.h>
#include <stdio.h>

/* Where the daemon's own messages go. */
struct zapline_mhd_logger {
    void (*line)(void *context, const char *text);
    void *context;
};

/* The daemon logs through a va_list, which Swift can't take. */
static inline void zapline_mhd_log(void *cls, const char *format, va_list arguments) {
    struct zapline_mhd_logger *logger = (struct zapline_mhd_logger *)cls;
    char text[512];
    vsnprintf(text, sizeof text, format, arguments);
    logger->line(logger->context, text);
}

/* MHD_start_daemon is variadic, and its flags are a closed enum to Swift. One thread serves all connections. */
static inline struct MHD_Daemon *zapline_mhd_start(
    int socket, MHD_AccessHandlerCallback handler, MHD_RequestCompletedCallback completed, void *context,
    struct zapline_mhd_logger *logger, unsigned int connections, unsigned int timeout_seconds, size_t memory) {
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
        0, NULL, NULL, handler, context,
        MHD_OPTION_EXTERNAL_LOGGER, zapline_mhd_log, (void *)logger,
        MHD_OPTION_LISTEN_SOCKET, socket,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_END);
}

/* The same enum trouble with the memory mode: the bytes are copied. */
static inline struct MHD_Response *zapline_mhd_response(size_t size, const void *bytes) {
    return MHD_create_response_from_buffer(size, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

static inline int zapline_mhd_headers(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
    return MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each, context);
}

static inline int zapline_mhd_query(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
    return MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, each, context);
}
#endif
