// Which key each route asks for: the one table, and the one rule of when a key is demanded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "auth/scope.h"
#include "http/message.h"

namespace ponder::server {

struct Access {
  enum class Need : std::uint8_t {
    kNothing,  // For everybody: health, the login page, what describes the API.
    kPage,     // The page itself: who needs a key and has none is sent to the login page.
    kAnyKey,   // Any key, whatever its scopes.
    kScope,
  };
  Need need = Need::kScope;
  auth::Scope scope = auth::Scope::kManage;  // Of kScope.
  bool api = false;   // For programs: once there are keys, they are demanded on this machine too.
  bool free = false;  // Not counted by the rates: it ends what was asked for.
};

// Whether `path` is `root` or lies below it: "/v1/models" is below "/v1", "/v10" is not.
bool is_below(std::string_view path, std::string_view root);

bool is_file_of_the_program(std::string_view path);

// A route that the table does not know asks for the scope manage.
Access access_of(std::string_view method, std::string_view pattern);

// From this machine, by one of its loopback names, through nobody else.
bool is_local(const http::Request& request);

struct Circumstances {
  bool local = false;          // is_local().
  bool keys_exist = false;     // That were not revoked.
  bool loopback_open = false;  // The setting of that name.
  http::Origin origin = http::Origin::kOwn;
};
bool key_demanded(const Access& access, const Circumstances& at);

// The key that a request shows, as its sender wrote it: of "Authorization: Bearer", "x-api-key" and
// the page's cookie the first that has the form of a key. The cookie counts only for the page's own
// requests.
std::optional<std::string> shown_key(const http::Request& request);

inline constexpr std::string_view kKeyCookie = "ponder_key";

}  // namespace ponder::server
