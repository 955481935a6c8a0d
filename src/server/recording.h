// One answer while it is made and after: the request runs once, on a strand of its own, and any
// number of connections get what it says. When the last of them has gone for a while before the
// end, the work is given up as if its client had hung up; nobody can join it then.
#pragma once

#include <boost/asio/strand.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "http/message.h"
#include "http/router.h"
#include "http/sse.h"
#include "server/notifier.h"

namespace ponder::server {

class Recording : public std::enable_shared_from_this<Recording> {
 public:
  // Asked before so many more bytes are kept; false: there is no room, the answer is cut.
  using Reserve = std::function<bool(std::size_t bytes)>;
  // Told once, at the end or when the work is given up: whether the answer is one to be given
  // again. It is whole then, and no error.
  using Ended = std::function<void(bool keep)>;
  class Follower;  // A connection that waits for the answer.

  // `awaited`: how long the work goes on without one.
  Recording(const asio::any_io_executor& executor, Reserve reserve, Ended ended,
            std::chrono::milliseconds awaited);

  // Null: the work was given up. Thread-safe.
  static std::shared_ptr<Follower> join(const std::shared_ptr<Recording>& self);

  // Runs `handler` on `request`, whose client becomes those who follow; its body is dropped at the
  // end. Call once, with somebody who has joined. May do some of the work, or all, before it
  // returns.
  static void start(const std::shared_ptr<Recording>& self, http::Handler handler,
                    const http::Request& request);

  // The answer for one connection, as soon as there is any of it. On that connection's strand.
  // Thread-safe among themselves.
  static Task<http::Answer> follow(std::shared_ptr<Follower> follower,
                                   std::shared_ptr<http::Request> request);

 private:
  class Writer;
  using Headers = std::vector<std::pair<std::string, std::string>>;

  static Task<void> run(std::shared_ptr<Recording> self, http::Handler handler);
  static Task<void> run_stream(std::shared_ptr<Recording> self, http::Stream stream);
  static Task<void> send(std::shared_ptr<Follower> follower, std::shared_ptr<http::SseWriter> out);
  static Task<void> give_up_later(std::shared_ptr<Recording> self, std::uint64_t leave);

  bool append(std::string frames);
  void end(bool keep);
  void tell_end(bool keep);
  void leave();

  asio::strand<asio::any_io_executor> strand_;
  Reserve reserve_;
  Ended ended_told_;  // Empty once it was told.
  const std::chrono::milliseconds awaited_;
  std::shared_ptr<http::Request> request_;  // Of the work. Used on the strand only.
  std::shared_ptr<Writer> writer_;          // Likewise.

  std::mutex mutex_;
  std::optional<http::Response> response_;  // One of these two, once it is known which.
  std::optional<Headers> stream_headers_;
  std::vector<std::shared_ptr<const std::string>> frames_;
  bool ended_ = false;
  bool cut_ = false;       // The stream was not whole.
  bool given_up_ = false;  // Changed on the strand.
  std::size_t followers_ = 0;
  std::uint64_t leaves_ = 0;  // How often the last of them has gone.
  Notifier changed_;
};

}  // namespace ponder::server
