// One connection's bytes in and out, plain or through TLS, with deadlines. Knows nothing of HTTP.
//
// A read is always outstanding while there is room, also while an answer is being made: so a client
// that hangs up is noticed at once, and what it sends early waits in `input()`. Deadlines are
// timers that wake or close; no operation has to be cancelled.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.h"
#include "http/message.h"
#include "http/tls.h"

namespace ponder::http {

using Strand = asio::strand<asio::any_io_executor>;

// All members are used on the strand only. Pending reads keep the object alive until close().
class Transport : public std::enable_shared_from_this<Transport> {
 public:
  using Clock = std::chrono::steady_clock;
  using Pieces = std::array<asio::const_buffer, 4>;
  enum class Read : std::uint8_t { kData, kClosed, kTimeout };
  enum class Opened : std::uint8_t { kReady, kPlainText, kClosed };

  // `socket` runs on `strand`. `tls` unset: plain.
  Transport(asio::ip::tcp::socket socket, Strand strand, std::chrono::milliseconds write_timeout,
            std::shared_ptr<TlsContext> tls);

  // To be awaited first: the handshake of TLS, if any. kPlainText: the client does not speak TLS;
  // what is written goes out as it is. After kClosed nothing works.
  Task<Opened> open(std::chrono::milliseconds timeout);
  bool secure() const { return tls_ != nullptr; }

  const Strand& strand() const { return strand_; }
  std::string peer() const;  // The client's address, or "".

  std::string_view input() const { return std::string_view(input_).substr(taken_); }
  void consume(std::size_t bytes);
  // Waits for more input than there is. One waiter at a time.
  Task<Read> read_more(Clock::time_point deadline);
  // How much to read at once from the next read on: a lot only while a large body comes in.
  void expect(std::uint64_t bytes);

  // Waits until all is taken by the socket. False: closed, by the peer or because it took not one
  // byte for the write timeout. One writer at a time; `pieces` point to what the caller keeps.
  Task<bool> write(Pieces pieces);

  // The watch of the request at work; the one before is released.
  std::shared_ptr<ClientWatch> watch_client();
  bool gone() const { return gone_; }  // The client has closed at least its sending half.

  void close();  // Ends reads, writes and waits.
  // Says that no more will be sent and waits for the client to close first: closing on unread
  // input would reset the connection and might destroy the answer on its way.
  Task<void> close_gently(std::chrono::milliseconds timeout);

 private:
  using TlsStream = asio::ssl::stream<asio::ip::tcp::socket&>;

  Task<Opened> greet();
  void read();
  void on_read(const boost::system::error_code& ec, std::size_t bytes);
  void set_gone();
  void start_write_timer();

  asio::ip::tcp::socket socket_;
  std::shared_ptr<TlsContext> tls_context_;
  std::unique_ptr<TlsStream> tls_;  // Once the client has shown that it speaks TLS.
  Strand strand_;
  std::chrono::milliseconds write_timeout_;
  asio::steady_timer input_timer_;  // Runs out at the deadline; cancelled when input comes.
  asio::steady_timer write_timer_;
  std::uint64_t writes_ = 0;  // Finished ones: tells a late timer from a due one.

  std::string input_;
  std::size_t taken_ = 0;  // Of input_.
  std::unique_ptr<char[]> read_buffer_;
  std::size_t read_bytes_ = 0;  // Size of read_buffer_.
  std::size_t read_bytes_wanted_;
  std::uint64_t reads_ = 0;  // Finished ones.
  bool reading_ = false;
  bool gone_ = false;
  bool closed_ = false;
  std::shared_ptr<ClientWatch> client_;
};

}  // namespace ponder::http
