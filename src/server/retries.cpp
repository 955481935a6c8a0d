#include "server/retries.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "base/sha256.h"
#include "server/open_stream.h"
#include "server/replies.h"

namespace ponder::server {
namespace {

constexpr std::string_view kHeader = "idempotency-key";
constexpr std::size_t kKeyBytesMax = 255;
constexpr unsigned kUnprocessable = 422;

bool is_usable(std::string_view key) {
  return !key.empty() && key.size() <= kKeyBytesMax &&
         std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
}

// A key belongs to whoever made it up, and to one route.
std::string name_of(const http::Request& request) {
  return request.user + '\n' + request.key + '\n' + request.path + '\n' +
         std::string(request.header(kHeader));
}

std::string sum_of(const http::Request& request) {
  Sha256 sum;
  sum.add(request.target);
  sum.add(std::string_view("\0", 1));
  sum.add(request.body);
  return sum.finish();
}

void mark_as_again(http::Answer& answer) {
  std::visit([](auto& any) { any.headers.emplace_back("Idempotent-Replayed", "true"); }, answer);
}

// A server that stops lets those who still read finish.
void count_while_open(http::Answer& answer, const Services& services) {
  auto* stream = std::get_if<http::Stream>(&answer);
  if (stream == nullptr) return;
  stream->run = [run = std::move(stream->run), open = OpenStream(services)](
                    std::shared_ptr<http::SseWriter> out) { return run(std::move(out)); };
}

}  // namespace

bool Retries::wanted(const http::Request& request) {
  return request.method == "POST" && request.headers.contains(kHeader);
}

Task<http::Answer> Retries::answer(Services services, http::Handler handler,
                                   std::shared_ptr<http::Request> request) {
  if (!is_usable(request->header(kHeader))) {
    co_return error_reply_for(
        *request, invalid("Idempotency-Key must be 1 to " + std::to_string(kKeyBytesMax) +
                              " visible ASCII characters, but has " +
                              std::to_string(request->header(kHeader).size()) + ".",
                          "Idempotency-Key"));
  }
  const auto found = find_or_add(*request);
  if (!found) {
    const bool other_body = found.error().code == ErrorCode::kConflict;
    co_return other_body ? error_reply_for(*request, kUnprocessable, found.error())
                         : error_reply_for(*request, found.error());
  }
  // Not under the lock: it may end at once, which is told to this object.
  if (!found->again) Recording::start(found->recording, std::move(handler), *request);
  http::Answer answer = co_await Recording::follow(found->follower, request);
  if (found->again) mark_as_again(answer);
  count_while_open(answer, services);
  co_return answer;
}

Result<Retries::Found> Retries::find_or_add(const http::Request& request) {
  std::string name = name_of(request);
  std::string sum = sum_of(request);
  const std::lock_guard lock(mutex_);
  forget_old(std::chrono::steady_clock::now());
  if (const auto found = by_name_.find(name); found != by_name_.end()) {
    Entry& entry = **found->second;
    if (entry.body_sha256 != sum) {
      return Error{ErrorCode::kConflict,
                   "This Idempotency-Key was used with another body: make up a new key for a new "
                   "request.",
                   "Idempotency-Key"};
    }
    if (auto follower = Recording::join(entry.recording)) {
      return Found{entry.recording, std::move(follower), true};
    }
    forget(entry);  // It has just been given up.
  }
  return add(std::move(name), std::move(sum));
}

Result<Retries::Found> Retries::add(std::string name, std::string body_sha256) {
  if (entries_.size() >= bounds_.entries_max && !forget_one()) {
    return Error{ErrorCode::kOverloaded, std::to_string(bounds_.entries_max) +
                                             " requests with an Idempotency-Key are running, which "
                                             "is the limit: try again later."};
  }
  auto entry = std::make_shared<Entry>();
  entry->name = name;
  entry->body_sha256 = std::move(body_sha256);
  entries_.push_back(entry);
  by_name_.emplace(std::move(name), std::prev(entries_.end()));
  // Weak: the entry holds the recording, which holds these.
  const std::weak_ptr<Entry> weak = entry;
  entry->recording = std::make_shared<Recording>(
      executor_,
      [this, weak](std::size_t bytes) {
        const auto held = weak.lock();
        return held && reserve(*held, bytes);
      },
      [this, weak](bool keep) {
        if (const auto held = weak.lock()) end(*held, keep);
      },
      bounds_.awaited);
  return Found{entry->recording, Recording::join(entry->recording), false};
}

void Retries::forget_old(Time now) {
  while (!entries_.empty()) {
    const auto& oldest = entries_.front();
    if (const auto& ended = oldest->ended; !ended || *ended + bounds_.kept > now) return;
    forget(*oldest);
  }
}

bool Retries::forget_one() {
  const auto oldest =
      std::ranges::find_if(entries_, [](const auto& entry) { return entry->ended.has_value(); });
  if (oldest == entries_.end()) return false;
  forget(**oldest);
  return true;
}

void Retries::forget(Entry& entry) {
  const auto found = by_name_.find(entry.name);
  entry.forgotten = true;
  bytes_ -= entry.bytes;
  const Entries::iterator place = found->second;
  by_name_.erase(found);
  entries_.erase(place);
}

bool Retries::reserve(Entry& entry, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (entry.forgotten) return false;
  while (bytes_ + bytes > bounds_.bytes_max) {
    if (!forget_one()) return false;
  }
  entry.bytes += bytes;
  bytes_ += bytes;
  return true;
}

void Retries::end(Entry& entry, bool keep) {
  const std::lock_guard lock(mutex_);
  if (entry.forgotten) return;
  if (keep) {
    entry.ended = std::chrono::steady_clock::now();
  } else {
    forget(entry);
  }
}

}  // namespace ponder::server
