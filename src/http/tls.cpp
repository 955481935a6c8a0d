#include "http/tls.h"

#include <openssl/ssl.h>

#include <array>
#include <boost/system/error_code.hpp>
#include <fstream>
#include <string_view>
#include <utility>

namespace ponder::http {
namespace {

using boost::system::error_code;

Result<void> check_readable(const std::string& file, std::string_view what) {
  if (std::ifstream(file).good()) {
    return {};
  }
  return Error{ErrorCode::kIo, "cannot read the " + std::string(what) + " " + file +
                                   ": check the path and its permissions"};
}

Error unusable(const std::string& file, std::string_view what, const error_code& ec) {
  return invalid(file + " is no usable " + std::string(what) + " in PEM form (" + ec.message() +
                 ")");
}

// Of what the client offers, HTTP/1.1 or nothing.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kHttp11.data(), kHttp11.size(), offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file,
                                                     const std::string& key_file) {
  std::shared_ptr<TlsContext> made(new TlsContext());
  if (const auto set = made->set(certificate_file, key_file); !set) {
    return set.error();
  }
  return made;
}

Result<void> TlsContext::set(const std::string& certificate_file, const std::string& key_file) {
  if (const auto found = check_readable(certificate_file, "certificate"); !found) {
    return found;
  }
  if (const auto found = check_readable(key_file, "certificate's key"); !found) {
    return found;
  }
  SSL_CTX* const native = context_.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(native, &choose_protocol, nullptr);
  error_code ec;
  context_.use_certificate_chain_file(certificate_file, ec);
  if (ec) {
    return unusable(certificate_file, "certificate", ec);
  }
  context_.use_private_key_file(key_file, asio::ssl::context::pem, ec);
  if (ec) {
    return unusable(key_file, "key of " + certificate_file, ec);
  }
  return {};
}

}  // namespace ponder::http
