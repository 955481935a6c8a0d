// Host and Origin against the list of our own names.
#include "http/access.h"

#include <algorithm>
#include <utility>

namespace ponder::http {
namespace {

constexpr std::string_view kHostAdvice =
    " is not a name of this server: use localhost, or add the name to the allowed hosts";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_host_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

bool is_address6_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':'; }

bool is_port_suffix(std::string_view text) {
  return text.empty() || (text.front() == ':' && text.size() <= 6 &&
                          std::all_of(text.begin() + 1, text.end(), is_digit));
}

std::optional<Problem> forbidden(std::string message) {
  return Problem{403, Error{ErrorCode::kForbidden, std::move(message)}};
}

bool origin_allowed(const HostList& hosts, const Request& request, std::string_view origin) {
  if (origin == "null") {
    return request.method == "GET" || request.method == "HEAD";
  }
  const auto scheme_end = origin.find("://");
  return scheme_end != std::string_view::npos && hosts.allows(origin.substr(scheme_end + 3));
}

}  // namespace

std::optional<std::string> host_of(std::string_view authority) {
  std::string text(authority);
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::string_view view = text;
  std::string_view host;
  std::string_view rest;
  bool valid = false;
  if (view.starts_with('[')) {
    const auto end = std::min(view.find(']'), view.size());
    host = view.substr(1, end - 1);
    rest = view.substr(std::min(end + 1, view.size()));
    valid = end < view.size() && std::all_of(host.begin(), host.end(), is_address6_char);
  } else {
    const auto end = std::min(view.find(':'), view.size());
    host = view.substr(0, end);
    rest = view.substr(end);
    valid = std::all_of(host.begin(), host.end(), is_host_char);
  }
  if (!valid || host.empty() || !is_port_suffix(rest)) {
    return std::nullopt;
  }
  return std::string(host);
}

HostList::HostList(const ServerConfig& config) : hosts_{"localhost", "127.0.0.1", "::1"} {
  // A name can be made to point here by anyone, a literal address cannot.
  if (config.address != "0.0.0.0" && config.address != "::") {
    hosts_.insert(config.address);
  }
  for (const std::string& name : config.allowed_hosts) {
    hosts_.insert(host_of(name).value_or(name));
  }
}

bool HostList::allows(std::string_view authority) const {
  const auto host = host_of(authority);
  return host && hosts_.contains(*host);
}

std::optional<Problem> check_access(const HostList& hosts, const Request& request, bool http11,
                                    const std::optional<std::string>& authority) {
  const auto count = request.headers.count("host");
  if (count > 1) {
    return bad_request("the request has " + std::to_string(count) + " Host headers, not one");
  }
  const std::string_view host = request.header("host");
  if (host.empty() && http11) {
    return bad_request("the request has no Host header, which HTTP/1.1 requires");
  }
  if (!host.empty() && !hosts.allows(host)) {
    return forbidden("Host " + quoted(host) + std::string(kHostAdvice));
  }
  if (authority && !hosts.allows(*authority)) {
    return forbidden("Host " + quoted(*authority) + std::string(kHostAdvice));
  }
  const auto [begin, end] = request.headers.equal_range("origin");
  for (auto it = begin; it != end; ++it) {
    if (!origin_allowed(hosts, request, it->second)) {
      return forbidden("Origin " + quoted(it->second) + std::string(kHostAdvice));
    }
  }
  return std::nullopt;
}

}  // namespace ponder::http
