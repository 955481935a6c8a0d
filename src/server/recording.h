// One answer while it is made and after: the request runs once, on a strand of its own, and any
// number of connections get what it says. When the last of them has gone for a while before the
// end, the work is given up as if its client had hung up.
#pragma once

#include <boost/asio/strand.hpp>
#include <cstddef>
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
  // Told at the end whether the answer is one to be given again: it is whole, and no error.
  using Ended = std::function<void(bool keep)>;

  Recording(const asio::any_io_executor& executor, Reserve reserve, Ended ended);

  // Runs `handler` on `request`, whose client becomes those who follow. Call once. May do some of
  // the work, or all, before it returns.
  static void start(const std::shared_ptr<Recording>& self, http::Handler handler,
                    const http::Request& request);

  // The answer for one connection, as soon as there is any of it. On that connection's strand.
  // Thread-safe among themselves.
  static Task<http::Answer> follow(std::shared_ptr<Recording> self,
                                   std::shared_ptr<http::Request> request);

 private:
  class Writer;
  class Follower;
  using Headers = std::vector<std::pair<std::string, std::string>>;

  static Task<void> run(std::shared_ptr<Recording> self, http::Handler handler);
  static Task<void> run_stream(std::shared_ptr<Recording> self, http::Stream stream);
  static Task<void> send(std::shared_ptr<Recording> self, std::shared_ptr<Follower> follower,
                         std::shared_ptr<http::SseWriter> out);
  static Task<void> give_up_later(std::shared_ptr<Recording> self);

  bool append(std::string frames);
  void end(bool keep);
  void leave();

  asio::strand<asio::any_io_executor> strand_;
  Reserve reserve_;
  Ended ended_told_;
  std::shared_ptr<http::Request> request_;  // Of the work. Used on the strand only.
  std::shared_ptr<Writer> writer_;          // Likewise.

  std::mutex mutex_;
  std::optional<http::Response> response_;  // One of these two, once it is known which.
  std::optional<Headers> stream_headers_;
  std::vector<std::shared_ptr<const std::string>> frames_;
  bool ended_ = false;
  bool cut_ = false;  // The stream was not whole.
  std::size_t followers_ = 0;
  Notifier changed_;
};

}  // namespace ponder::server
