#include "server/gate.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "auth/api_key.h"
#include "base/check.h"
#include "base/limits.h"
#include "server/clock.h"
#include "server/replies.h"
#include "server/spawn.h"

namespace ponder::server {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kNoKey =
    "This server asks for an API key: send it as \"Authorization: Bearer KEY\" or \"x-api-key: "
    "KEY\". `ponder key create` on the server's machine makes one.";

Error lacks(const store::ApiKey& key, auth::Scope scope) {
  return {ErrorCode::kForbidden, "The API key " + key.name + " has the scopes " + key.scopes +
                                     "; this needs " + std::string(auth::scope_name(scope)) + "."};
}

// "20ms", "3s", "1m30s", as OpenAI's API writes it.
std::string duration_text(milliseconds time) {
  if (time < std::chrono::seconds(1)) return std::to_string(time.count()) + "ms";
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
  constexpr int kMinute = 60;
  if (seconds < kMinute) return std::to_string(seconds) + "s";
  return std::to_string(seconds / kMinute) + "m" + std::to_string(seconds % kMinute) + "s";
}

void add_level(http::Request& request, const std::string& what, const auth::Level& level) {
  if (level.limit == 0) return;
  auto& headers = request.answer_headers;
  headers.emplace_back("x-ratelimit-limit-" + what, std::to_string(level.limit));
  headers.emplace_back("x-ratelimit-remaining-" + what, std::to_string(level.remaining));
  headers.emplace_back("x-ratelimit-reset-" + what, duration_text(level.full_in));
}

void set_header(http::Response& response, std::string_view name, std::string value) {
  std::erase_if(response.headers, [&](const auto& header) { return header.first == name; });
  response.headers.emplace_back(name, std::move(value));
}

http::Response refusal(const Access& access, const http::Request& request, const Error& error) {
  const bool to_login =
      access.need == Access::Need::kPage && error.code == ErrorCode::kUnauthorized;
  if (to_login) return redirect_reply("/login");
  http::Response response = error_reply_for(request, error);
  if (error.code == ErrorCode::kUnauthorized) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ponder\"");
  }
  return response;
}

Task<void> write_use(store::Store& store, store::KeyUse use) {
  const Result<void> written = co_await store.note_key_use(std::move(use));
  if (!written) spdlog::warn("the last use of a key was not written: {}", written.error().message);
}

}  // namespace

Task<std::optional<http::Response>> Gate::admit(Access access,
                                                std::shared_ptr<http::Request> request) {
  if (access.need == Access::Need::kNothing) co_return std::nullopt;
  auth::Rates rates = config_.rates;
  const Result<void> known = co_await identify(access, *request, rates);
  if (!known) co_return refusal(access, *request, known.error());
  // Reading is cheap; what is asked of models comes by POST.
  if (request->method != "POST" || access.free) co_return std::nullopt;
  co_return limit(*request, rates);
}

Task<Result<void>> Gate::identify(Access access, http::Request& request, auth::Rates& rates) {
  const std::optional<std::string> shown = shown_key(request);
  const auto id = shown ? auth::id_of(*shown) : std::nullopt;
  const auto found = co_await store_.find_key(id.value_or(""));
  if (!found) co_return found.error();
  const bool demanded = key_demanded(access, {.local = is_local(request),
                                              .keys_exist = found->any,
                                              .loopback_open = config_.loopback_open,
                                              .origin = request.origin});
  std::optional<Error> wrong = Error{ErrorCode::kUnauthorized, std::string(kNoKey)};
  if (shown) wrong = auth::check_key(*shown, found->key, unix_ms());
  if (wrong) {
    // Clients send something in place of a key where none is needed, too.
    if (demanded) co_return *wrong;
    request.user = store_.local_user().user_id;
    co_return Result<void>();
  }
  const std::optional<store::ApiKey>& known = found->key;
  PONDER_CHECK(known.has_value());
  const store::ApiKey& key = *known;
  const auto scopes = auth::ScopeSet::parse(key.scopes);
  if (access.need == Access::Need::kScope && !(scopes && scopes->has(access.scope))) {
    co_return lacks(key, access.scope);
  }
  request.user = key.owner;
  request.key = key.id;
  if (key.requests_per_minute != 0) rates.requests_per_minute = key.requests_per_minute;
  if (key.tokens_per_minute != 0) rates.tokens_per_minute = key.tokens_per_minute;
  note_use(key);
  co_return Result<void>();
}

Task<Result<store::ApiKey>> Gate::check(std::string key_text) {
  const auto id = auth::id_of(key_text);
  auto found = co_await store_.find_key(id.value_or(""));
  if (!found) co_return found.error();
  if (auto wrong = auth::check_key(key_text, found->key, unix_ms())) co_return *wrong;
  std::optional<store::ApiKey>& known = found->key;
  PONDER_CHECK(known.has_value());
  co_return *std::move(known);
}

std::optional<http::Response> Gate::limit(http::Request& request, auth::Rates rates) {
  const auth::Admission admission =
      limits_.admit(request.key, rates, std::chrono::steady_clock::now());
  add_level(request, "requests", admission.requests);
  add_level(request, "tokens", admission.tokens);
  if (admission.admitted) return std::nullopt;
  const auto& level = admission.tokens_ran_out ? admission.tokens : admission.requests;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(admission.retry_after).count();
  http::Response response = error_reply_for(
      request, {ErrorCode::kOverloaded, "The limit of " + std::to_string(level.limit) +
                                            (admission.tokens_ran_out ? " tokens" : " requests") +
                                            " a minute is reached: try again in " +
                                            std::to_string(seconds) + " s."});
  set_header(response, "Retry-After", std::to_string(seconds));
  return response;
}

void Gate::note_use(const store::ApiKey& key) {
  constexpr auto kEveryMs = milliseconds(limits::kKeyUseWrittenEvery).count();
  const std::int64_t now = unix_ms();
  {
    const std::lock_guard lock(mutex_);
    std::int64_t& written = use_written_ms_.try_emplace(key.id, key.last_used_ms).first->second;
    if (now - written < kEveryMs) return;
    written = now;
  }
  spawn(executor_, write_use(store_, {key.id, now}));
}

void Gate::spend(std::string_view key_id, std::uint64_t tokens) {
  limits_.spend(key_id, tokens, std::chrono::steady_clock::now());
}

}  // namespace ponder::server
