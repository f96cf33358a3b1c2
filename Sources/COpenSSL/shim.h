#ifndef PORTA_COPENSSL_H
#define PORTA_COPENSSL_H
/* Calls that OpenSSL 3 deprecates are errors here: they are not declared. */
#define OPENSSL_NO_DEPRECATED
#include <malloc.h>
#include <openssl/aes.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/ocsp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* Macros that Swift cannot import, under the names they stand for. */
static inline int porta_ctx_min_version(SSL_CTX *context, int version) { return SSL_CTX_set_min_proto_version(context, version); }
static inline int porta_ctx_max_version(SSL_CTX *context, int version) { return SSL_CTX_set_max_proto_version(context, version); }
static inline int porta_ssl_min_version(SSL *ssl, int version) { return SSL_set_min_proto_version(ssl, version); }
static inline int porta_ssl_max_version(SSL *ssl, int version) { return SSL_set_max_proto_version(ssl, version); }
static inline long porta_ctx_mode(SSL_CTX *context, long mode) { return SSL_CTX_set_mode(context, mode); }
static inline int porta_ctx_groups(SSL_CTX *context, const char *list) { return SSL_CTX_set1_groups_list(context, list); }
static inline int porta_ctx_signature_schemes(SSL_CTX *context, const char *list) { return SSL_CTX_set1_sigalgs_list(context, list); }
static inline int porta_ctx_client_signature_schemes(SSL_CTX *context, const char *list) { return SSL_CTX_set1_client_sigalgs_list(context, list); }
static inline int porta_ssl_client_signature_schemes(SSL *ssl, const char *list) { return SSL_set1_client_sigalgs_list(ssl, list); }
static inline int porta_ssl_signature_schemes(SSL *ssl, const char *list) { return SSL_set1_sigalgs_list(ssl, list); }
static inline long porta_ctx_no_session_cache(SSL_CTX *context) { return SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); }
static inline int porta_ctx_add_chain_certificate(SSL_CTX *context, X509 *certificate) { return SSL_CTX_add1_chain_cert(context, certificate); }
static inline void porta_ssl_set_owner(SSL *ssl, void *owner) { SSL_set_app_data(ssl, owner); }
static inline void *porta_ssl_owner(const SSL *ssl) { return SSL_get_app_data(ssl); }
static inline void porta_bio_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void porta_bio_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }
static inline int porta_ssl_peer_signature_nid(SSL *ssl, int *nid) { return SSL_get_peer_signature_nid(ssl, nid); }
static inline int porta_ssl_peer_signature_type_nid(const SSL *ssl, int *nid) { return SSL_get_peer_signature_type_nid(ssl, nid); }
static inline int porta_ssl_group_nid(SSL *ssl) { return (int)SSL_get_negotiated_group(ssl); }
static inline int porta_ssl_groups(SSL *ssl, const char *list) { return SSL_set1_groups_list(ssl, list); }
static inline long porta_ssl_max_certificates(SSL *ssl, long bytes) { return SSL_set_max_cert_list(ssl, bytes); }
static inline uint64_t porta_ssl_options(void) { return SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE; }
static inline int porta_x509_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *porta_x509_at(const STACK_OF(X509) *stack, int index) { return sk_X509_value(stack, index); }
static inline int porta_crl_count(X509_CRL *list) { return sk_X509_REVOKED_num(X509_CRL_get_REVOKED(list)); }
static inline STACK_OF(X509) *porta_x509_stack(void) { return sk_X509_new_null(); }
static inline int porta_x509_push(STACK_OF(X509) *stack, X509 *certificate) { return X509_up_ref(certificate) && sk_X509_push(stack, certificate); }
static inline void porta_x509_stack_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }
static inline STACK_OF(X509_NAME) *porta_names(void) { return sk_X509_NAME_new_null(); }
static inline int porta_names_push(STACK_OF(X509_NAME) *stack, X509_NAME *name) { return sk_X509_NAME_push(stack, name); }
static inline void porta_names_free(STACK_OF(X509_NAME) *stack) { sk_X509_NAME_pop_free(stack, X509_NAME_free); }
static inline int porta_names_count(const STACK_OF(X509_NAME) *stack) { return sk_X509_NAME_num(stack); }
static inline EVP_PKEY *porta_rsa_generate(size_t bits) { return EVP_RSA_gen(bits); }
static inline EVP_PKEY *porta_ed25519_generate(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }
static inline EVP_PKEY *porta_ec_generate(const char *curve) { return EVP_EC_gen(curve); }
static inline int porta_ctx_rsa_padding(EVP_PKEY_CTX *context, int padding) { return EVP_PKEY_CTX_set_rsa_padding(context, padding); }
static inline int porta_ctx_rsa_pss_salt(EVP_PKEY_CTX *context, int length) { return EVP_PKEY_CTX_set_rsa_pss_saltlen(context, length); }
static inline int porta_ctx_rsa_mgf1(EVP_PKEY_CTX *context, const EVP_MD *digest) { return EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest); }
/* BIO_new_mem_buf only points at its bytes, which a Swift array does not keep where they are. */
static inline BIO *porta_bio_copy(const void *bytes, int count) {
    BIO *memory = BIO_new(BIO_s_mem());
    if (memory != NULL && count > 0 && BIO_write(memory, bytes, count) != count) { BIO_free(memory); return NULL; }
    if (memory != NULL) BIO_set_mem_eof_return(memory, 0);
    return memory;
}
static inline long porta_bio_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }
static inline void porta_give_memory_back(void) { malloc_trim(0); }
static inline int porta_gcm_set_iv_length(EVP_CIPHER_CTX *context, int length) { return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, length, NULL); }
static inline int porta_aead_get_tag(EVP_CIPHER_CTX *context, int length, void *tag) { return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, length, tag); }
static inline int porta_aead_set_tag(EVP_CIPHER_CTX *context, int length, void *tag) { return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, length, tag); }
static inline int porta_bio_connect(BIO *connection, const char *address, const char *server_name) {
    SSL *ssl = NULL;
    if (BIO_get_ssl(connection, &ssl) <= 0 || ssl == NULL) return 0;
    return SSL_set_tlsext_host_name(ssl, server_name) == 1 && BIO_set_conn_hostname(connection, address) == 1 && BIO_do_handshake(connection) == 1;
}
#endif
