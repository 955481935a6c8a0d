// One connection: requests one after another, each read, answered by its handler and written.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "http/core.h"
#include "http/request_reader.h"
#include "http/transport.h"

namespace ponder::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Core> core, asio::ip::tcp::socket socket, const Strand& strand);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // To be spawned on the strand; they end when the connection is closed and do not throw.
  static Task<void> serve(std::shared_ptr<Connection> self);
  static Task<void> refuse(std::shared_ptr<Connection> self);  // Answers 503.

  // Thread-safe; return at once.
  void stop();   // Closes, but lets a request that is not a stream be answered first.
  void close();  // Closes in any case.

  // Since when this connection waits for its client to say what it wants; 0: it does not wait.
  // Thread-safe.
  std::int64_t waiting_since() const { return waiting_since_; }
  // Takes a waiting connection out of use. False: it is at work by now, or was given up before.
  bool give_up();

 private:
  enum class Phase : std::uint8_t { kReading, kAnswering, kStreaming };

  static Task<void> run(std::shared_ptr<Connection> self, Task<void> (Connection::*work)());
  Task<void> serve_requests();
  Task<void> answer_refusal();
  Task<bool> open();  // False: the client does not speak TLS, and was told so, or has gone.
  // The handler's headers and those of the request's judges.
  static void add_answer_headers(const Exchange& exchange,
                                 std::vector<std::pair<std::string, std::string>>& headers);
  Task<bool> answer(Exchange& exchange);  // False: the connection is to be closed.
  Task<bool> write_response(Exchange& exchange, Response response);
  Task<bool> write_stream(Exchange& exchange, Stream stream);
  void report(const Exchange& exchange, unsigned status) const;

  std::shared_ptr<Core> core_;
  std::shared_ptr<Transport> transport_;
  Phase phase_ = Phase::kReading;
  bool stopping_ = false;
  std::atomic<std::int64_t> waiting_since_;
};

}  // namespace ponder::http
