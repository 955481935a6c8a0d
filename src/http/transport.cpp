// One outstanding read, one write with a timer.
#include "http/transport.h"

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <utility>

#include "base/limits.h"

namespace ponder::http {
namespace {

using boost::system::error_code;

constexpr std::size_t kReadBytesSmall = 2U << 10U;   // Fits most requests.
constexpr std::size_t kReadBytesLarge = 32U << 10U;  // For bodies.
constexpr unsigned char kTlsHandshake = 22;          // The first byte of TLS; no method begins so.

}  // namespace

Transport::Transport(asio::ip::tcp::socket socket, Strand strand,
                     std::chrono::milliseconds write_timeout, std::shared_ptr<TlsContext> tls)
    : socket_(std::move(socket)),
      tls_context_(std::move(tls)),
      strand_(std::move(strand)),
      write_timeout_(write_timeout),
      input_timer_(strand_),
      write_timer_(strand_),
      read_bytes_wanted_(kReadBytesSmall) {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

std::string Transport::peer() const {
  error_code ec;
  const auto endpoint = socket_.remote_endpoint(ec);
  return ec ? std::string() : endpoint.address().to_string();
}

Task<Transport::Opened> Transport::open(std::chrono::milliseconds timeout) {
  if (!tls_context_) {
    co_return Opened::kReady;
  }
  asio::steady_timer timer(strand_, timeout);
  timer.async_wait([self = shared_from_this()](const error_code& ec) {
    if (!ec) {
      self->close();
    }
  });
  co_return co_await greet();
}

Task<Transport::Opened> Transport::greet() {
  error_code ec;
  co_await socket_.async_wait(asio::ip::tcp::socket::wait_read,
                              asio::redirect_error(asio::use_awaitable, ec));
  std::array<unsigned char, 1> first{};
  if (ec || closed_ ||
      socket_.receive(asio::buffer(first), asio::ip::tcp::socket::message_peek, ec) == 0 || ec) {
    close();
    co_return Opened::kClosed;
  }
  if (first.front() != kTlsHandshake) {
    co_return Opened::kPlainText;
  }
  tls_ = std::make_unique<TlsStream>(socket_, tls_context_->context());
  co_await tls_->async_handshake(asio::ssl::stream_base::server,
                                 asio::redirect_error(asio::use_awaitable, ec));
  if (ec) {
    close();
  }
  co_return ec ? Opened::kClosed : Opened::kReady;
}

void Transport::consume(std::size_t bytes) {
  taken_ += bytes;
  if (taken_ == input_.size()) {
    taken_ = 0;
    input_.clear();
    if (input_.capacity() > kReadBytesSmall) {
      std::string().swap(input_);
    }
  }
  read();
}

void Transport::expect(std::uint64_t bytes) {
  read_bytes_wanted_ = bytes > kReadBytesSmall ? kReadBytesLarge : kReadBytesSmall;
}

void Transport::read() {
  if (reading_ || gone_ || input().size() >= limits::kReadAheadBytesMax) {
    return;
  }
  if (read_bytes_ != read_bytes_wanted_) {
    read_bytes_ = read_bytes_wanted_;
    read_buffer_ = std::make_unique_for_overwrite<char[]>(read_bytes_);
  }
  reading_ = true;
  const auto buffer = asio::buffer(read_buffer_.get(), read_bytes_);
  const auto done = [self = shared_from_this()](const error_code& ec, std::size_t n) {
    self->on_read(ec, n);
  };
  if (tls_) {
    tls_->async_read_some(buffer, done);
  } else {
    socket_.async_read_some(buffer, done);
  }
}

void Transport::on_read(const error_code& ec, std::size_t bytes) {
  reading_ = false;
  if (ec) {
    set_gone();
    return;
  }
  if (taken_ > 0) {
    input_.erase(0, taken_);
    taken_ = 0;
  }
  input_.append(read_buffer_.get(), bytes);
  ++reads_;
  input_timer_.cancel();
  read();
}

void Transport::set_gone() {
  if (gone_) {
    return;
  }
  gone_ = true;
  input_timer_.cancel();
  if (client_) {
    const auto client = client_;
    client->set_gone();
  }
}

Task<Transport::Read> Transport::read_more(Clock::time_point deadline) {
  read();
  if (gone_) {
    co_return Read::kClosed;
  }
  const std::uint64_t before = reads_;
  error_code ignored;
  input_timer_.expires_at(deadline);
  co_await input_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (reads_ != before) {
    co_return Read::kData;
  }
  co_return gone_ ? Read::kClosed : Read::kTimeout;
}

void Transport::start_write_timer() {
  write_timer_.expires_after(write_timeout_);
  write_timer_.async_wait([self = shared_from_this(), number = writes_](const error_code& ec) {
    if (!ec && self->writes_ == number) {
      self->close();
    }
  });
}

Task<bool> Transport::write(Pieces pieces) {
  // Part of a message may be out when this fails or its coroutine is cancelled: nothing sensible
  // can follow it.
  struct Closer {
    Transport* transport;
    ~Closer() {
      if (transport != nullptr) {
        transport->close();
      }
    }
  };
  Closer closer{this};
  for (std::size_t i = 0; i < pieces.size();) {
    if (pieces[i].size() == 0) {
      ++i;
      continue;
    }
    if (closed_) {
      co_return false;
    }
    error_code ec;
    start_write_timer();
    std::size_t written = 0;
    if (tls_) {
      written =
          co_await tls_->async_write_some(pieces, asio::redirect_error(asio::use_awaitable, ec));
    } else {
      written =
          co_await socket_.async_write_some(pieces, asio::redirect_error(asio::use_awaitable, ec));
    }
    ++writes_;
    write_timer_.cancel();
    if (ec) {
      co_return false;
    }
    for (std::size_t j = i; j < pieces.size() && written > 0; ++j) {
      const std::size_t part = std::min(written, pieces[j].size());
      pieces[j] += part;
      written -= part;
    }
  }
  closer.transport = nullptr;
  co_return true;
}

std::shared_ptr<ClientWatch> Transport::watch_client() {
  if (client_) {
    client_->release();
  }
  client_ = std::make_shared<ClientWatch>();
  if (gone_) {
    client_->set_gone();
  }
  return client_;
}

void Transport::close() {
  if (closed_) {
    return;
  }
  closed_ = true;
  error_code ignored;
  socket_.close(ignored);
  set_gone();
}

Task<void> Transport::close_gently(std::chrono::milliseconds timeout) {
  if (tls_ && !closed_) {
    // Says that this is the end; a client that hears it answers by closing.
    tls_->async_shutdown([self = shared_from_this()](const error_code&) {});
  } else {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }
  const auto deadline = Clock::now() + timeout;
  Read read_state = Read::kData;
  while (read_state == Read::kData && !closed_) {
    consume(input().size());
    read_state = co_await read_more(deadline);
  }
  close();
}

}  // namespace ponder::http
