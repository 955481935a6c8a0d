#include "server/access.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <span>
#include <string>

#include "auth/api_key.h"
#include "base/async.h"
#include "http/access.h"
#include "server/assets.h"

namespace ponder::server {
namespace {

using Need = Access::Need;
using auth::Scope;

struct Rule {
  std::string_view method;  // Empty: any.
  std::string_view path;    // And what lies below it.
  Access access;
};

// The first that fits. Deny by default: what is missing here asks for the scope manage.
constexpr std::array kRules = {
    Rule{"GET", "/health", {.need = Need::kNothing}},
    Rule{"GET", "/openapi.json", {.need = Need::kNothing}},
    Rule{"GET", "/docs", {.need = Need::kNothing}},
    Rule{"GET", "/share", {.need = Need::kNothing}},
    Rule{"", "/login", {.need = Need::kNothing}},
    Rule{"GET", "/shared", {.need = Need::kNothing}},
    Rule{"GET", "/api/shares", {.need = Need::kNothing}},
    Rule{"POST", "/logout", {.need = Need::kNothing}},
    Rule{"GET", "/v1/models", {.need = Need::kAnyKey, .api = true}},
    Rule{"POST", "/v1/responses/{id}/cancel", {.scope = Scope::kChat, .api = true, .free = true}},
    Rule{"POST", "/v1/embeddings", {.scope = Scope::kEmbed, .api = true}},
    Rule{"", "/v1", {.scope = Scope::kChat, .api = true}},
    Rule{"POST", "/tokenize", {.scope = Scope::kChat, .api = true}},
    Rule{"POST", "/detokenize", {.scope = Scope::kChat, .api = true}},
    Rule{"GET", "/api/models", {.need = Need::kAnyKey}},
    Rule{"POST", "/api/images", {.scope = Scope::kChat}},
    Rule{"POST", "/api/pdf", {.scope = Scope::kChat}},
    Rule{"POST", "/api/turns/{id}/stop", {.scope = Scope::kHistory, .free = true}},
    Rule{"", "/api/turns", {.scope = Scope::kHistory}},
    Rule{"", "/api/conversations", {.scope = Scope::kHistory}},
    Rule{"", "/api/folders", {.scope = Scope::kHistory}},
    Rule{"GET", "/api/search", {.scope = Scope::kHistory}},
    Rule{"GET", "/api/changes", {.scope = Scope::kHistory}},
    Rule{"", "/api/settings", {.scope = Scope::kHistory}},
    Rule{"GET", "/api/export", {.scope = Scope::kHistory}},
    Rule{"POST", "/api/import", {.scope = Scope::kHistory}},
    Rule{"GET", "/metrics", {.scope = Scope::kManage}},
};

bool is_loopback(const std::string& text) {
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(text, ec);
  if (ec) return false;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
  }
  return address.is_loopback();
}

// What proxies add: such a request comes from elsewhere, whoever the peer is.
bool was_forwarded(const http::Request& request) {
  constexpr std::array<std::string_view, 5> kNames = {"forwarded", "x-forwarded-for",
                                                      "x-forwarded-host", "x-real-ip", "via"};
  return std::ranges::any_of(kNames,
                             [&](std::string_view name) { return request.headers.contains(name); });
}

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() < kScheme.size()) return {};
  const bool is_bearer =
      std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
  if (!is_bearer) return {};
  authorization.remove_prefix(kScheme.size());
  const auto begin = std::min(authorization.find_first_not_of(' '), authorization.size());
  return authorization.substr(begin);
}

// A browser sends the cookie along with requests that pages of other ports of this host cause.
bool from_own_page(const http::Request& request) {
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return true;
  const auto scheme_end = origin.find("://");
  return scheme_end != std::string_view::npos &&
         origin.substr(scheme_end + 3) == request.header("host");
}

std::string_view cookie_of(const http::Request& request) {
  const auto [begin, end] = request.headers.equal_range("cookie");
  for (auto header = begin; header != end; ++header) {
    std::string_view rest = header->second;
    while (!rest.empty()) {
      const std::string_view item = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(item.size() + 1, rest.size()));
      const std::string_view pair = item.substr(std::min(item.find_first_not_of(' '), item.size()));
      if (pair.starts_with(kKeyCookie) && pair.substr(kKeyCookie.size()).starts_with('=')) {
        return pair.substr(kKeyCookie.size() + 1);
      }
    }
  }
  return {};
}

}  // namespace

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

bool is_file_of_the_program(std::string_view path) {
  return std::ranges::any_of(std::span(assets_begin(), assets_count()),
                             [&](const Asset& asset) { return asset.path == path; }) ||
         std::ranges::any_of(std::span(portal_begin(), portal_count()),
                             [&](const Asset& asset) { return asset.path == path; });
}

Access access_of(std::string_view method, std::string_view pattern) {
  for (const Rule& rule : kRules) {
    if ((rule.method.empty() || rule.method == method) && is_below(pattern, rule.path)) {
      return rule.access;
    }
  }
  if (method == "GET" && (pattern == "/" || pattern == "/index.html")) return {.need = Need::kPage};
  if (method == "GET" && is_file_of_the_program(pattern)) return {.need = Need::kNothing};
  return {};
}

bool is_local(const http::Request& request) {
  const auto host = http::host_of(request.header("host"));
  const bool loopback_name = !host || *host == "localhost" || *host == "::1" || is_loopback(*host);
  return loopback_name && is_loopback(request.peer) && !was_forwarded(request);
}

bool key_demanded(const Access& access, const Circumstances& at) {
  if (access.need == Need::kNothing) return false;
  if (!at.local || at.origin == http::Origin::kAny) return true;
  if (!at.keys_exist || at.loopback_open) return false;
  return access.api || at.origin == http::Origin::kListed;
}

std::optional<std::string> shown_key(const http::Request& request) {
  const std::array<std::string_view, 3> shown = {
      bearer_token(request.header("authorization")), request.header("x-api-key"),
      from_own_page(request) ? cookie_of(request) : std::string_view()};
  for (const std::string_view text : shown) {
    if (auth::id_of(text)) return std::string(text);
  }
  return std::nullopt;
}

}  // namespace ponder::server
