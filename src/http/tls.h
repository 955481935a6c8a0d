// The server's certificate and the settings of TLS, ready for connections.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/async.h"
#include "base/result.h"

namespace ponder::http {

class TlsContext {
 public:
  // TLS 1.2 and 1.3. `certificate_file`: a PEM chain, the server's own certificate first. Errors:
  // kIo and kInvalid, which name the file and what is wrong with it.
  static Result<std::shared_ptr<TlsContext>> load(const std::string& certificate_file,
                                                  const std::string& key_file);

  asio::ssl::context& context() { return context_; }

 private:
  TlsContext() : context_(asio::ssl::context::tls_server) {}
  Result<void> set(const std::string& certificate_file, const std::string& key_file);

  asio::ssl::context context_;
};

}  // namespace ponder::http
