// Who may ask: the defence against DNS rebinding. A web page of another origin can make the
// browser send requests to this machine, but not choose the Host and Origin that it sends.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/problem.h"
#include "http/server.h"

namespace ponder::http {

// The host of "host", "host:port", "[::1]:port" in lower case, without brackets; nothing if it is
// no such thing.
std::optional<std::string> host_of(std::string_view authority);

class HostList {
 public:
  explicit HostList(const ServerConfig& config);
  bool allows(std::string_view authority) const;  // Any port.
  bool names(std::string_view host) const { return hosts_.contains(host); }

 private:
  std::set<std::string, std::less<>> hosts_;
  bool any_address_;
};

// The pages of others that may ask: ServerConfig::cors_origins.
class OriginList {
 public:
  explicit OriginList(const ServerConfig& config);
  // kOwn means: not in the list.
  Origin find(std::string_view origin) const;

 private:
  std::set<std::string, std::less<>> origins_;
  bool any_ = false;
};

// 400: no Host in HTTP/1.1, or more than one. 403: a foreign Host or Origin; "Origin: null" for
// anything but GET and HEAD. `authority` is the one of an absolute target. Sets request.origin.
std::optional<Problem> check_access(const HostList& hosts, const OriginList& origins,
                                    Request& request, bool http11,
                                    const std::optional<std::string>& authority);

}  // namespace ponder::http
