// Host and Origin against the list of our own names.
#include "http/access.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <iterator>
#include <utility>

namespace ponder::http {
namespace {

constexpr std::string_view kHostAdvice =
    " is not a name of this server: use localhost, or add the name to the allowed hosts";

constexpr std::string_view kOriginAdvice =
    " is not a page of this server: open the page under localhost, or add the origin to the "
    "allowed "
    "ones (cors_origin)";

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

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_address(const std::string& host) {
  boost::system::error_code ec;
  static_cast<void>(asio::ip::make_address(host, ec));
  return !ec;
}

// An address that is let in as a Host only because it is one says nothing of an Origin: it must be
// the very host that was asked.
bool own_origin(const HostList& hosts, const Request& request, std::string_view origin) {
  if (origin == "null") {
    return request.method == "GET" || request.method == "HEAD";
  }
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) {
    return false;
  }
  const std::string_view authority = origin.substr(scheme_end + 3);
  const auto host = host_of(authority);
  return host && (hosts.names(*host) || host == host_of(request.header("host")));
}

}  // namespace

std::optional<std::string> host_of(std::string_view authority) {
  const std::string text = lower_case(authority);
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

HostList::HostList(const ServerConfig& config)
    : hosts_{"localhost", "127.0.0.1", "::1"}, any_address_(config.allow_address_hosts) {
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
  return host && (hosts_.contains(*host) || (any_address_ && is_address(*host)));
}

OriginList::OriginList(const ServerConfig& config) {
  for (const std::string& origin : config.cors_origins) {
    any_ = any_ || origin == "*";
    origins_.insert(lower_case(origin));
  }
}

Origin OriginList::find(std::string_view origin) const {
  if (origins_.contains(lower_case(origin)) && origin != "*") {
    return Origin::kListed;
  }
  const bool is_origin = origin.find("://") != std::string_view::npos;
  return any_ && is_origin ? Origin::kAny : Origin::kOwn;
}

std::optional<Problem> check_access(const HostList& hosts, const OriginList& origins,
                                    Request& request, bool http11,
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
    if (own_origin(hosts, request, it->second)) {
      continue;
    }
    request.origin = std::next(begin) == end ? origins.find(it->second) : Origin::kOwn;
    if (request.origin == Origin::kOwn) {
      return forbidden("Origin " + quoted(it->second) + std::string(kOriginAdvice));
    }
  }
  return std::nullopt;
}

}  // namespace ponder::http
