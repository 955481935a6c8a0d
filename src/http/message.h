// What goes in and out of a handler: a request that was read whole, and a response that is sent
// whole. A ClientWatch tells a handler at work that nobody waits for its answer any more.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ponder::http {

// Whether the client is still there. Used on the connection's strand only.
class ClientWatch {
 public:
  bool gone() const { return gone_; }  // Hung up, or cut off by the server.
  // `callback` runs once when the client goes, or at once if it has gone. It is dropped, not run,
  // when the answer ends first. Several may be set.
  void on_gone(std::function<void()> callback);

  void set_gone();  // The server's side: runs the callbacks.
  void release();   // The server's side: the answer has ended, drops the callbacks.

 private:
  bool gone_ = false;
  std::vector<std::function<void()>> callbacks_;
};

// Whose page made the browser send a request. Of a request without Origin: kOwn.
enum class Origin : std::uint8_t {
  kOwn,     // Ours.
  kListed,  // Another's, which ServerConfig::cors_origins names.
  kAny,     // Another's, let in by "*".
};

struct Request {
  std::string method;  // "GET".
  std::string target;  // As sent: "/a/b?x=1". May hold any bytes above 0x20.
  std::string path;    // Percent-decoded, without the query; valid UTF-8, no "..", no controls.
  // Percent-decoded, "+" is a space; the first value of a repeated name.
  std::map<std::string, std::string, std::less<>> query;
  std::map<std::string, std::string, std::less<>> params;        // From the route: "/turns/{id}".
  std::multimap<std::string, std::string, std::less<>> headers;  // Names in lower case.
  std::string body;
  std::string id;       // The client's X-Request-Id or a fresh one; also sent back.
  std::string peer;     // The client's address.
  bool secure = false;  // Came over TLS.
  Origin origin = Origin::kOwn;
  // Set by a Guard: who asks, and with which credential. Empty: nobody was asked.
  std::string user, key;
  // Sent with the answer, whichever it will be. A Guard may add to it.
  std::vector<std::pair<std::string, std::string>> answer_headers;
  std::shared_ptr<ClientWatch> client = std::make_shared<ClientWatch>();  // Never null.

  std::string_view header(std::string_view lower_case_name) const;  // First value or "".
};

// The server itself writes Content-Type, Content-Length, Transfer-Encoding, Connection, Date and
// X-Request-Id: `headers` of these names are ignored. Line breaks in a value become spaces. A
// status outside 200 to 599 is sent as 500.
struct Response {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string content_type = "application/json";
};

}  // namespace ponder::http
