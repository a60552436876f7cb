#ifndef ZAPLINE_CLIBPQ_H
#define ZAPLINE_CLIBPQ_H
#include <libpq-fe.h>
#include <sys/eventfd.h>

/* eventfd(2) is not in Swift's module of the C library, and its flags are an enum there that is no integer. */
static inline int zapline_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
#endif
