// How much a caller may ask in a minute: token buckets, one pair a caller, for requests and for the
// models' tokens.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace ponder::auth {

struct Rates {
  std::uint32_t requests_per_minute = 0;  // 0: without limit.
  std::uint32_t tokens_per_minute = 0;
  bool operator==(const Rates&) const = default;
};

// What is left of a bucket, and when it will be full again.
struct Level {
  std::uint32_t limit = 0;  // 0: there is none.
  std::uint32_t remaining = 0;
  std::chrono::milliseconds full_in{0};
};

struct Admission {
  bool admitted = true;
  std::chrono::milliseconds retry_after{0};  // Where not.
  bool tokens_ran_out = false;               // Else the requests did.
  Level requests, tokens;
};

// Thread-safe. The time is told, never asked for.
class RateLimits {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Takes one request of `caller` if both buckets allow it. How many tokens a request will cost is
  // known when it has ended: it is let in while the bucket is above zero, and may leave a debt.
  Admission admit(std::string_view caller, Rates rates, Time now);
  // Takes tokens that were spent. Of a caller without a token limit nothing is kept.
  void spend(std::string_view caller, std::uint64_t tokens, Time now);

 private:
  struct Bucket {
    std::uint32_t limit = 0;
    double left = 0;
    Time at;
    // To `now`; a limit that changes keeps the share that is left.
    void advance(std::uint32_t per_minute, Time now);
    Level level() const;
    std::chrono::milliseconds until(double wanted) const;
  };
  struct Caller {
    Bucket requests, tokens;
  };
  std::mutex mutex_;
  std::map<std::string, Caller, std::less<>> callers_;  // At most the keys that there are.
};

}  // namespace ponder::auth
