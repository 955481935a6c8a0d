// The page's way in from another machine: a key is asked for once and kept in a cookie that no
// script can read.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "http/target.h"
#include "server/access.h"
#include "server/asset_reply.h"
#include "server/assets.h"
#include "server/clock.h"
#include "server/gate.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

constexpr std::int64_t kKeptSeconds = 400LL * 24 * 60 * 60;  // As long as browsers keep any.
constexpr std::string_view kLoginPage = "/portal/login.html";
constexpr std::string_view kSignedInCookie = "ponder_signed_in";

// "key=...&next=..." as a form sends it.
std::string form_field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const std::string_view item = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(item.size() + 1, form.size()));
    if (!item.starts_with(name) || !item.substr(name.size()).starts_with('=')) continue;
    const auto value = http::percent_decode(item.substr(name.size() + 1), true);
    return value ? *value : std::string();
  }
  return {};
}

bool came_securely(const http::Request& request) {
  return request.secure || request.header("x-forwarded-proto") == "https";
}

// One that holds the key, and one that tells the app that it can sign out.
void set_cookies(http::Response& response, const http::Request& request, std::string_view key,
                 std::int64_t seconds) {
  const std::string kept = "; SameSite=Strict; Max-Age=" + std::to_string(seconds) +
                           (came_securely(request) ? "; Secure" : "");
  const std::string_view told = key.empty() ? "" : "yes";
  response.headers.emplace_back(
      "Set-Cookie", std::string(kKeyCookie) + "=" + std::string(key) + "; Path=/; HttpOnly" + kept);
  response.headers.emplace_back(
      "Set-Cookie", std::string(kSignedInCookie) + "=" + std::string(told) + "; Path=/" + kept);
}

// A page of another origin must not log anybody in or out.
bool foreign(const http::Request& request) { return request.origin != http::Origin::kOwn; }

http::Response refuse_foreign() {
  return error_reply({ErrorCode::kForbidden, "Only this server's own page may do this."});
}

Task<http::Answer> log_in(Services services, std::shared_ptr<http::Request> request) {
  if (foreign(*request)) co_return refuse_foreign();
  std::string text = form_field(request->body, "key");
  std::erase_if(text, [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; });
  const auto key = co_await services.gate->check(text);
  if (!key && key.error().code != ErrorCode::kUnauthorized) co_return error_reply(key.error());
  if (!key) co_return redirect_reply("/login?failed=1");
  std::int64_t seconds = kKeptSeconds;
  if (key->expires_ms != 0) {
    seconds = std::min(seconds, std::max<std::int64_t>(1, (key->expires_ms - unix_ms()) / 1000));
  }
  http::Response response = redirect_reply("/");
  set_cookies(response, *request, text, seconds);
  co_return response;
}

Task<http::Answer> log_out(std::shared_ptr<http::Request> request) {
  if (foreign(*request)) co_return refuse_foreign();
  http::Response response = redirect_reply("/login");
  set_cookies(response, *request, "", 0);
  co_return response;
}

}  // namespace

void add_login_routes(Routes& routes) {
  for (const Asset& asset : std::span(portal_begin(), portal_count())) {
    routes.add("GET", std::string(asset.path), asset_handler(asset));
  }
  routes.add("GET", "/login", asset_handler(portal_file(kLoginPage)));
  routes.add("POST", "/login", &log_in);
  routes.add("POST", "/logout",
             [](std::shared_ptr<http::Request> request) { return log_out(std::move(request)); });
}

}  // namespace ponder::server
