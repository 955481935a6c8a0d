#include "auth/rate_limits.h"

#include <algorithm>
#include <cmath>

namespace ponder::auth {
namespace {

constexpr double kMinuteMs = 60'000.0;

}  // namespace

void RateLimits::Bucket::advance(std::uint32_t per_minute, Time now) {
  if (limit != per_minute) {
    left = limit == 0 ? per_minute : left / limit * per_minute;
    limit = per_minute;
    at = now;
  }
  const std::chrono::duration<double, std::milli> passed = std::max(now, at) - at;
  left = std::min<double>(limit, left + passed.count() * limit / kMinuteMs);
  at = std::max(now, at);
}

std::chrono::milliseconds RateLimits::Bucket::until(double wanted) const {
  if (limit == 0 || left >= wanted) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::ceil((wanted - left) * kMinuteMs / limit)));
}

Level RateLimits::Bucket::level() const {
  return {limit, static_cast<std::uint32_t>(std::max(0.0, std::floor(left))), until(limit)};
}

Admission RateLimits::admit(std::string_view caller, Rates rates, Time now) {
  if (rates == Rates{}) return {};
  const std::lock_guard lock(mutex_);
  auto found = callers_.find(caller);
  if (found == callers_.end()) found = callers_.emplace(caller, Caller{}).first;
  auto& [requests, tokens] = found->second;
  requests.advance(rates.requests_per_minute, now);
  tokens.advance(rates.tokens_per_minute, now);
  Admission out;
  const bool out_of_requests = requests.limit != 0 && requests.left < 1;
  out.tokens_ran_out = tokens.limit != 0 && tokens.left <= 0;
  out.admitted = !out_of_requests && !out.tokens_ran_out;
  if (out.admitted) {
    if (requests.limit != 0) requests.left -= 1;
  } else {
    out.retry_after = std::max({requests.until(1), tokens.until(1), std::chrono::milliseconds(1)});
  }
  out.requests = requests.level();
  out.tokens = tokens.level();
  return out;
}

void RateLimits::spend(std::string_view caller, std::uint64_t tokens, Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = callers_.find(caller);
  if (found == callers_.end() || found->second.tokens.limit == 0) return;
  Bucket& bucket = found->second.tokens;
  bucket.advance(bucket.limit, now);
  bucket.left -= static_cast<double>(tokens);
}

}  // namespace ponder::auth
