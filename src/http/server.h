// Bytes <-> requests: an HTTP/1.1 server on Asio coroutines. Knows nothing of chat.
//
// Security: a request whose Host is not in `allowed_hosts`, or whose Origin names another host, is
// answered 403 before any handler runs (DNS rebinding). Threads: handlers run on the connection's
// strand; a handler may not block.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/async.h"
#include "base/result.h"

namespace ponder::http {

struct Request {
  std::string method;  // "GET".
  std::string target;  // As sent: "/a/b?x=1".
  std::string path;    // Percent-decoded, without the query.
  std::map<std::string, std::string, std::less<>> query;    // Percent-decoded.
  std::map<std::string, std::string, std::less<>> params;   // From the route: "/turns/{id}".
  std::multimap<std::string, std::string, std::less<>> headers;  // Names in lower case.
  std::string body;
  std::string id;      // A fresh request id; also sent back as X-Request-Id.
  std::string peer;    // The client's address.

  std::string_view header(std::string_view lower_case_name) const;  // First value or "".
};

struct Response {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string content_type = "application/json";
};

// Writes one response as Server-Sent Events (WHATWG HTML, "server-sent events"). Sends the headers
// with the first write and a comment line every limits::kSseHeartbeat of silence.
class SseWriter {
 public:
  virtual ~SseWriter() = default;
  // Waits until the bytes are taken by the socket. Errors: kCancelled (the client hung up or took
  // nothing for limits::kWriteTimeout).
  virtual Task<Result<void>> send_raw(std::string frame) = 0;
  virtual bool closed() const = 0;               // The client hung up.
  virtual void on_closed(std::function<void()> callback) = 0;  // Called once, on the strand.
};

// Formats one event frame; `id` and `event` may be empty. Each line of `data` gets its own "data:".
std::string sse_frame(std::string_view event, std::string_view data, std::string_view id = {});

// A handler answers at once, or takes the connection over as a stream.
struct Stream {
  std::function<Task<void>(std::shared_ptr<SseWriter>)> run;
  std::vector<std::pair<std::string, std::string>> headers;
};
using Answer = std::variant<Response, Stream>;
using Handler = std::function<Task<Answer>(std::shared_ptr<Request>)>;

class Router {
 public:
  // `pattern`: "/api/turns/{id}/events"; a last segment "{rest...}" takes everything.
  void add(std::string method, std::string pattern, Handler handler);

  struct Match {
    const Handler* handler = nullptr;                 // Null: no such route.
    std::map<std::string, std::string, std::less<>> params;
    std::vector<std::string> allowed_methods;         // Of the path; for 405 and OPTIONS.
  };
  Match match(std::string_view method, std::string_view path) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    Handler handler;
  };
  std::vector<Route> routes_;
};

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free port.
  std::size_t body_bytes_max = 0;             // 0: limits::kBodyBytesMax.
  std::vector<std::string> allowed_hosts;     // Besides localhost, 127.0.0.1 and [::1].
  // Makes the body for an error that the server itself finds (400, 403, 404, 405, 408, 413, 431).
  std::function<Response(const Request&, unsigned status, const Error&)> error_response;
  std::function<void(const Request&, unsigned status, std::uint64_t duration_us)> on_finished;
};

class Server {
 public:
  Server(asio::any_io_executor executor, ServerConfig config, Router router);
  ~Server();  // Closes all connections.

  // Binds and begins to accept. Errors: kIo, with a message that says what to do (port in use,
  // address not available).
  Result<void> start();
  std::uint16_t port() const;           // The real one after start().
  std::size_t connections() const;      // Open now.
  void stop();                          // Stops accepting, cancels streams. Thread-safe.

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace ponder::http
