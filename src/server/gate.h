// Who is let in: the one function that every request of every route goes through, whatever carries
// its key. Knows keys, scopes and rates.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "auth/rate_limits.h"
#include "base/async.h"
#include "base/result.h"
#include "http/message.h"
#include "server/access.h"
#include "store/store.h"

namespace ponder::server {

struct GateConfig {
  bool loopback_open = false;  // No keys are demanded on this machine, also of programs.
  auth::Rates rates;           // Of each caller whose key says nothing else.
};

// Thread-safe. `store` outlives it.
class Gate {
 public:
  Gate(asio::any_io_executor executor, store::Store& store, GateConfig config)
      : executor_(std::move(executor)), store_(store), config_(config) {}

  // Judges a request by its head. Lets it in (nothing): then `user` and `key` are set, and the
  // headers that tell the rates. Else the answer: 401, 403, 429, or 303 to the login page.
  Task<std::optional<http::Response>> admit(Access access, std::shared_ptr<http::Request> request);

  // The key, if it opens the door now. Errors: kUnauthorized, and the store's.
  Task<Result<store::ApiKey>> check(std::string key_text);

  // Tokens that a model computed for the holder of this key ("": nobody's).
  void spend(std::string_view key_id, std::uint64_t tokens);

 private:
  Task<Result<void>> identify(Access access, http::Request& request, auth::Rates& rates);
  void note_use(const store::ApiKey& key);
  std::optional<http::Response> limit(http::Request& request, auth::Rates rates);

  asio::any_io_executor executor_;
  store::Store& store_;
  const GateConfig config_;
  auth::RateLimits limits_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> use_written_ms_;  // By key; bounded as they are.
};

}  // namespace ponder::server
