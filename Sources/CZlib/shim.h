#ifndef PORTA_CZLIB_H
#define PORTA_CZLIB_H
#include <zlib.h>

/* inflateInit2 and deflateInit2 are macros. A negative window means raw DEFLATE (RFC 1951), as SAML bindings §3.4.4.1 wants. */
static inline int porta_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -15); }
static inline int porta_deflate_init_raw(z_stream *stream) {
    return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}
#endif
