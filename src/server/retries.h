// Requests with an Idempotency-Key: the same key with the same body is one piece of work, however
// often it is sent. Kept in memory: a while, and only so much.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "http/message.h"
#include "http/router.h"
#include "server/recording.h"
#include "server/services.h"

namespace ponder::server {

struct RetryBounds {
  std::size_t entries_max = limits::kRetriesMax;
  std::size_t bytes_max = limits::kRetryBytesMax;  // Of all answers that are kept.
  std::chrono::milliseconds kept = limits::kRetryKept;
  std::chrono::milliseconds awaited = limits::kRetryAwaited;
};

// Thread-safe. Outlives what it has started.
class Retries {
 public:
  explicit Retries(asio::any_io_executor executor, RetryBounds bounds = {})
      : executor_(std::move(executor)), bounds_(bounds) {}

  static bool wanted(const http::Request& request);

  // The answer of `handler`, made now, being made, or made before. Errors, as answers: 400 (the key
  // is no usable one), 422 (it was used with another body), 429 (too many run at once).
  Task<http::Answer> answer(Services services, http::Handler handler,
                            std::shared_ptr<http::Request> request);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Entry {
    std::string name, body_sha256;
    std::shared_ptr<Recording> recording;
    std::size_t bytes = 0;
    std::optional<Time> ended;
    bool forgotten = false;  // It is in no list any more.
  };
  using Entries = std::list<std::shared_ptr<Entry>>;  // Oldest first.
  struct Found {
    std::shared_ptr<Recording> recording;
    std::shared_ptr<Recording::Follower> follower;
    bool again = false;
  };

  Result<Found> find_or_add(const http::Request& request);
  Result<Found> add(std::string name, std::string body_sha256);
  void forget_old(Time now);
  bool forget_one();
  void forget(Entry& entry);
  bool reserve(Entry& entry, std::size_t bytes);
  void end(Entry& entry, bool keep);

  asio::any_io_executor executor_;
  const RetryBounds bounds_;
  std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::string, Entries::iterator> by_name_;
  std::size_t bytes_ = 0;
};

}  // namespace ponder::server
