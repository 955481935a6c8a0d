// The SseWriter of a connection: head on the first write, chunks, heartbeats.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.h"
#include "base/result.h"
#include "http/sse.h"
#include "http/transport.h"

namespace ponder::http {

class EventStream final : public SseWriter, public std::enable_shared_from_this<EventStream> {
 public:
  // `head`: sent first. `client`: the watch of the request. Not chunked: for HTTP/1.0. `heartbeat`
  // 0: none.
  EventStream(std::shared_ptr<Transport> transport, std::shared_ptr<ClientWatch> client,
              std::string head, bool chunked, std::chrono::milliseconds heartbeat);

  void start();  // Heartbeats, and closing as soon as the client goes.
  // Ends the stream. False: it was cut before. Later sends answer kCancelled.
  Task<bool> finish();
  void abort();  // Closes the connection without the mark of the end.

  Task<Result<void>> send_raw(std::string frame) override;
  bool closed() const override { return finished_ || client_->gone(); }
  void on_closed(std::function<void()> callback) override;

 private:
  static Task<void> beat(std::shared_ptr<EventStream> self);
  // Gives the turn to write back, also when the writing coroutine is cancelled.
  struct Turn {
    EventStream* stream;
    ~Turn() { stream->leave(); }
  };
  Task<bool> enter();  // Waits for the turn; false: closed meanwhile.
  void leave();
  Task<bool> write_chunk(std::string_view frame);

  std::shared_ptr<Transport> transport_;
  std::shared_ptr<ClientWatch> client_;
  std::string head_;  // Empty once sent.
  bool chunked_;
  bool finished_ = false;
  bool writing_ = false;
  asio::steady_timer turn_;  // Never runs out: cancelled to wake the next writer.
  std::chrono::milliseconds heartbeat_;
  asio::steady_timer heartbeat_timer_;
  Transport::Clock::time_point written_at_;
};

}  // namespace ponder::http
