// Which handler answers which method and path.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/async.h"
#include "http/message.h"
#include "http/sse.h"

namespace ponder::http {

// A handler answers at once, or takes the connection over as a stream. It runs on the connection's
// strand and may not block. An exception from it is answered 500.
using Answer = std::variant<Response, Stream>;
using Handler = std::function<Task<Answer>(std::shared_ptr<Request>)>;

// Judges a request by its head, before its body is waited for. An answer refuses it; nothing lets
// it in. It runs on the connection's strand and may not block.
using Guard = std::function<Task<std::optional<Response>>(std::shared_ptr<Request>)>;

// Filled before the server starts, then only read: safe from any thread.
class Router {
 public:
  // `pattern`: "/api/turns/{id}/events"; a last segment "{rest...}" takes everything, also nothing.
  // Among the patterns that match, the most literal one from the left wins. Adding one method and
  // pattern twice is a defect (checked).
  // `body_bytes_max` 0: the server's bound.
  void add(std::string method, const std::string& pattern, Handler handler, Guard guard = {},
           std::size_t body_bytes_max = 0);

  struct Match {
    const Handler* handler = nullptr;  // Null: no such route. Valid as long as the router.
    const Guard* guard = nullptr;      // Null: none.
    std::size_t body_bytes_max = 0;    // 0: the server's bound.
    std::map<std::string, std::string, std::less<>> params = {};
    // Of the path; for 405 and OPTIONS. Empty: no method knows the path. With GET comes HEAD.
    std::vector<std::string> allowed_methods = {};
  };
  // `path` is percent-decoded. HEAD falls back to GET.
  Match match(std::string_view method, std::string_view path) const;

  std::vector<std::string> methods() const;  // Of all routes; for "OPTIONS *".

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    std::string rank;  // One letter a segment; the greater string is the more literal pattern.
    Handler handler;
    Guard guard;
    std::size_t body_bytes_max = 0;
  };
  const Route* find(std::string_view method, const std::vector<std::string_view>& segments) const;

  std::vector<Route> routes_;
};

}  // namespace ponder::http
