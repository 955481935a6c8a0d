// Bytes <-> requests: an HTTP/1.1 server on Asio coroutines. Knows nothing of chat.
//
// Security: a request whose Host is not in `allowed_hosts`, or whose Origin names another host, is
// answered 403 before any handler runs (DNS rebinding). Threads: each connection has its own
// strand on which its handlers and callbacks run, so those of different connections run at the
// same time; none may block.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "http/message.h"
#include "http/router.h"
#include "http/sse.h"

namespace ponder::http {

class TlsContext;  // http/tls.h

struct Timeouts {
  std::chrono::milliseconds header = limits::kHeaderTimeout;    // First byte to end of headers.
  std::chrono::milliseconds body = limits::kBodyTimeout;        // End of headers to end of body.
  std::chrono::milliseconds write = limits::kWriteTimeout;      // The reader takes not one byte.
  std::chrono::milliseconds idle = limits::kIdleTimeout;        // Before a request's first byte.
  std::chrono::milliseconds heartbeat = limits::kSseHeartbeat;  // Silence of a stream.
  std::chrono::milliseconds linger = limits::kLingerTimeout;    // For the client to close first.
};

struct ServerConfig {
  std::string address = "127.0.0.1";  // An IP address or "localhost".
  std::uint16_t port = 8080;          // 0: any free port.
  std::size_t body_bytes_max = 0;     // 0: limits::kBodyBytesMax.
  // Besides localhost, 127.0.0.1, [::1] and `address`; without port, any port is allowed.
  std::vector<std::string> allowed_hosts = {};
  // Any literal address is taken for a Host too. It cannot be rebound as a name can; an Origin of
  // that form must still be the host that was asked.
  bool allow_address_hosts = false;
  // Origins of other pages that may ask ("https://app.example", or "*" for any), by CORS. They get
  // no cookies along: a guard decides what they may do by Request::origin.
  std::vector<std::string> cors_origins = {};
  std::shared_ptr<TlsContext> tls = {};  // Unset: plain HTTP.
  // Makes the body for an error that the server itself finds (400, 403, 404, 405, 408, 413, 417,
  // 431, 500, 501, 503); called on any strand. The status stays as given. Without it the body is
  // {"error": {"code": ..., "message": ...}}. Of a request that was not read whole, only what is
  // known is set.
  std::function<Response(const Request&, unsigned status, const Error&)> error_response = {};
  // Called on any strand after each answer, also of the server's own errors. 499: a stream that was
  // cut before its end.
  std::function<void(const Request&, unsigned status, std::uint64_t duration_us)> on_finished = {};
  Timeouts timeouts = {};
  std::size_t connections_max = limits::kConnectionsMax;  // One more is answered 503.
};

class Server {
 public:
  Server(asio::any_io_executor executor, ServerConfig config, Router router);
  ~Server();  // Closes all connections; handlers at work see their client gone.
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and begins to accept. Errors: kInvalid (`address` is none), kConflict (started or stopped
  // before), kIo, with a message that says what to do (port in use, address not available).
  Result<void> start();
  std::uint16_t port() const;       // The real one after start().
  std::size_t connections() const;  // Open now. Thread-safe.
  // Stops accepting, closes idle connections, cuts streams; other requests at work are answered,
  // then their connections close. Thread-safe; returns at once.
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace ponder::http
