#include "server/recording.h"

#include <spdlog/spdlog.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <stdexcept>
#include <variant>

#include "server/replies.h"
#include "server/spawn.h"

namespace ponder::server {
namespace {

constexpr unsigned kFirstError = 400;

http::Response failed() {
  return error_reply({ErrorCode::kBackend, "the server failed: its log says more"});
}

}  // namespace

// Where a stream writes to.
class Recording::Writer : public http::SseWriter {
 public:
  explicit Writer(std::shared_ptr<Recording> recording) : recording_(std::move(recording)) {}

  Task<Result<void>> send_raw(std::string frame) override {
    if (!closed_ && recording_->append(std::move(frame))) co_return Result<void>();
    close();
    co_return Error{ErrorCode::kCancelled, "Nobody waits for this answer any more."};
  }
  bool closed() const override { return closed_; }
  void on_closed(std::function<void()> callback) override {
    if (closed_) {
      callback();
    } else {
      callbacks_.push_back(std::move(callback));
    }
  }
  void close() {
    closed_ = true;
    for (const auto& callback : std::exchange(callbacks_, {})) callback();
  }
  void finish() { callbacks_.clear(); }

 private:
  std::shared_ptr<Recording> recording_;
  bool closed_ = false;
  std::vector<std::function<void()>> callbacks_;
};

// Counted among the followers already when it is made.
class Recording::Follower {
 public:
  explicit Follower(std::shared_ptr<Recording> recording) : recording_(std::move(recording)) {}
  ~Follower() { recording_->leave(); }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  const std::shared_ptr<Recording>& recording() const { return recording_; }

 private:
  std::shared_ptr<Recording> recording_;
};

Recording::Recording(const asio::any_io_executor& executor, Reserve reserve, Ended ended,
                     std::chrono::milliseconds awaited)
    : strand_(executor),
      reserve_(std::move(reserve)),
      ended_told_(std::move(ended)),
      awaited_(awaited) {}

std::shared_ptr<Recording::Follower> Recording::join(const std::shared_ptr<Recording>& self) {
  {
    const std::lock_guard lock(self->mutex_);
    if (self->given_up_) return nullptr;
    ++self->followers_;
  }
  return std::make_shared<Follower>(self);
}

void Recording::start(const std::shared_ptr<Recording>& self, http::Handler handler,
                      const http::Request& request) {
  self->request_ = std::make_shared<http::Request>(request);
  self->request_->client = std::make_shared<http::ClientWatch>();
  spawn(self->strand_, run(self, std::move(handler)));
}

Task<void> Recording::run(std::shared_ptr<Recording> self, http::Handler handler) {
  http::Answer answer = failed();
  try {
    answer = co_await handler(self->request_);
  } catch (const std::exception& thrown) {
    spdlog::error("http {}: handler failed: {}", self->request_->id, thrown.what());
  }
  if (auto* stream = std::get_if<http::Stream>(&answer)) {
    co_await run_stream(self, std::move(*stream));
    co_return;
  }
  auto& response = std::get<http::Response>(answer);
  const bool room = !self->given_up_ && self->reserve_(response.body.size());
  const bool keep = room && response.status < kFirstError;
  {
    const std::lock_guard lock(self->mutex_);
    self->response_ = std::move(response);
  }
  self->end(keep);
}

Task<void> Recording::run_stream(std::shared_ptr<Recording> self, http::Stream stream) {
  {
    const std::lock_guard lock(self->mutex_);
    self->stream_headers_ = stream.headers;
  }
  self->changed_.notify();
  self->writer_ = std::make_shared<Writer>(self);
  if (self->given_up_) self->writer_->close();
  bool whole = true;
  try {
    co_await stream.run(self->writer_);
  } catch (const std::exception& thrown) {
    spdlog::error("http {}: stream failed: {}", self->request_->id, thrown.what());
    whole = false;
  }
  whole = whole && !self->writer_->closed();
  self->writer_->finish();
  self->writer_.reset();
  {
    const std::lock_guard lock(self->mutex_);
    self->cut_ = !whole;
  }
  self->end(whole);
}

bool Recording::append(std::string frames) {
  if (!reserve_(frames.size())) {
    spdlog::warn("http {}: an answer with an Idempotency-Key was cut: there is no room for it",
                 request_->id);
    return false;
  }
  {
    const std::lock_guard lock(mutex_);
    frames_.push_back(std::make_shared<const std::string>(std::move(frames)));
  }
  changed_.notify();
  return true;
}

void Recording::end(bool keep) {
  request_->client->release();
  std::string().swap(request_->body);
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify();
  tell_end(keep);
}

void Recording::tell_end(bool keep) {
  if (const Ended told = std::exchange(ended_told_, {})) told(keep);
}

void Recording::leave() {
  std::uint64_t leave = 0;
  {
    const std::lock_guard lock(mutex_);
    if (--followers_ > 0 || ended_ || given_up_) return;
    leave = ++leaves_;
  }
  spawn(strand_, give_up_later(shared_from_this(), leave));
}

Task<void> Recording::give_up_later(std::shared_ptr<Recording> self, std::uint64_t leave) {
  asio::steady_timer timer(self->strand_, self->awaited_);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  {
    const std::lock_guard lock(self->mutex_);
    if (self->followers_ > 0 || self->ended_ || self->leaves_ != leave) co_return;
    self->given_up_ = true;
  }
  self->tell_end(false);
  self->request_->client->set_gone();
  if (self->writer_) self->writer_->close();
}

Task<http::Answer> Recording::follow(std::shared_ptr<Follower> follower,
                                     std::shared_ptr<http::Request> request) {
  const std::shared_ptr<Recording> self = follower->recording();
  request->client->on_gone([self] { self->changed_.notify(); });
  while (!request->client->gone()) {
    const std::uint64_t version = self->changed_.version();
    {
      const std::lock_guard lock(self->mutex_);
      if (const auto& whole = self->response_; whole && self->ended_) co_return *whole;
      if (const auto& headers = self->stream_headers_) {
        http::Stream stream;
        stream.headers = *headers;
        stream.run = [follower](std::shared_ptr<http::SseWriter> out) {
          return send(follower, std::move(out));
        };
        co_return stream;
      }
    }
    co_await self->changed_.changed_since(version);
  }
  co_return error_reply({ErrorCode::kCancelled, "The client left."});
}

Task<void> Recording::send(std::shared_ptr<Follower> follower,
                           std::shared_ptr<http::SseWriter> out) {
  const std::shared_ptr<Recording> self = follower->recording();
  out->on_closed([self] { self->changed_.notify(); });
  for (std::size_t next = 0; !out->closed();) {
    const std::uint64_t version = self->changed_.version();
    std::string frames;
    bool ended = false;
    {
      const std::lock_guard lock(self->mutex_);
      while (next < self->frames_.size()) frames += *self->frames_[next++];
      ended = self->ended_;
      // Not to be taken for a whole answer.
      if (ended && self->cut_ && frames.empty()) throw std::runtime_error("the answer was cut");
    }
    if (!frames.empty()) {
      const Result<void> sent = co_await out->send_raw(std::move(frames));
      if (!sent) co_return;
    } else if (ended) {
      co_return;
    } else {
      co_await self->changed_.changed_since(version);
    }
  }
}

}  // namespace ponder::server
