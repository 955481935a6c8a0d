// Chunked writing of events. One write at a time: a handler's frames and the heartbeat take turns.
#include "http/event_stream.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <charconv>
#include <utility>

#include "base/check.h"

namespace ponder::http {
namespace {

using boost::system::error_code;

constexpr std::string_view kHeartbeat = ":\n\n";
constexpr std::string_view kChunkEnd = "\r\n";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

asio::const_buffer piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

EventStream::EventStream(std::shared_ptr<Transport> transport, std::shared_ptr<ClientWatch> client,
                         std::string head, bool chunked, std::chrono::milliseconds heartbeat)
    : transport_(std::move(transport)),
      client_(std::move(client)),
      head_(std::move(head)),
      chunked_(chunked),
      turn_(transport_->strand(), Transport::Clock::time_point::max()),
      heartbeat_(heartbeat),
      heartbeat_timer_(transport_->strand()),
      written_at_(Transport::Clock::now()) {}

void EventStream::start() {
  client_->on_gone([weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->abort();
    }
  });
  if (heartbeat_.count() > 0) {
    asio::co_spawn(transport_->strand(), beat(shared_from_this()), asio::detached);
  }
}

void EventStream::abort() {
  heartbeat_timer_.cancel();
  transport_->close();
}

void EventStream::on_closed(std::function<void()> callback) {
  PONDER_CHECK(transport_->strand().running_in_this_thread());
  if (!finished_) {
    client_->on_gone(std::move(callback));
  }
}

Task<bool> EventStream::enter() {
  while (writing_ && !closed()) {
    error_code ignored;
    co_await turn_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (closed()) {
    turn_.cancel_one();  // Whoever waits next is to see it too.
    co_return false;
  }
  writing_ = true;
  co_return true;
}

void EventStream::leave() {
  writing_ = false;
  written_at_ = Transport::Clock::now();
  turn_.cancel_one();
}

Task<bool> EventStream::write_chunk(std::string_view frame) {
  const std::string head = std::exchange(head_, {});
  if (!chunked_ || frame.empty()) {  // An empty chunk would be the last one.
    co_return co_await transport_->write({piece(head), piece(frame)});
  }
  std::array<char, 24> size{};
  const auto digits = std::to_chars(size.data(), size.data() + size.size(), frame.size(), 16);
  std::string before = head;
  before.append(size.data(), digits.ptr);
  before += kChunkEnd;
  co_return co_await transport_->write({piece(before), piece(frame), piece(kChunkEnd)});
}

Task<Result<void>> EventStream::send_raw(std::string frame) {
  PONDER_CHECK(transport_->strand().running_in_this_thread());
  const auto self = shared_from_this();
  bool sent = false;
  if (co_await enter()) {
    const Turn turn{this};
    sent = co_await write_chunk(frame);
  }
  if (!sent) {
    co_return Error{ErrorCode::kCancelled, "the client closed the stream or stopped reading it"};
  }
  co_return Result<void>{};
}

Task<bool> EventStream::finish() {
  bool whole = co_await enter();
  finished_ = true;
  heartbeat_timer_.cancel();
  if (whole) {
    const Turn turn{this};
    whole =
        co_await write_chunk({}) && (!chunked_ || co_await transport_->write({piece(kLastChunk)}));
  }
  co_return whole;
}

Task<void> EventStream::beat(std::shared_ptr<EventStream> self) {
  while (!self->closed()) {
    const auto now = Transport::Clock::now();
    self->heartbeat_timer_.expires_at((self->writing_ ? now : self->written_at_) +
                                      self->heartbeat_);
    error_code ignored;
    co_await self->heartbeat_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const bool silent = Transport::Clock::now() - self->written_at_ >= self->heartbeat_;
    if (!self->closed() && !self->writing_ && silent) {
      co_await self->send_raw(std::string(kHeartbeat));
    }
  }
}

}  // namespace ponder::http
