// Listening and accepting.
#include "http/server.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "http/connection.h"
#include "http/core.h"

namespace ponder::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

// After a failed accept (mostly: no file descriptors left), so that the loop does not spin.
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr std::chrono::seconds kSayFullEvery{10};

Error listen_error(const ServerConfig& config, const error_code& ec) {
  const std::string port = std::to_string(config.port);
  std::string message = "cannot listen on " + config.address + " port " + port + ": ";
  if (ec == asio::error::address_in_use) {
    const std::string other =
        config.port < 65535 ? std::to_string(config.port + 1) : std::string("8080");
    message +=
        "the port is in use. Stop the program that uses it, or choose another port, e.g. --port " +
        other;
  } else if (ec == asio::error::access_denied) {
    message += "not permitted. Ports below 1024 are reserved: choose another, e.g. --port 8080";
  } else if (ec == boost::system::errc::address_not_available) {
    message += "this machine does not have the address. Use 127.0.0.1, or 0.0.0.0 for all";
  } else {
    message += ec.message();
  }
  return {ErrorCode::kIo, std::move(message)};
}

}  // namespace

struct Server::Impl : std::enable_shared_from_this<Server::Impl> {
  Impl(asio::any_io_executor executor_in, ServerConfig config, Router router)
      : executor(std::move(executor_in)),
        strand(executor),
        acceptor(strand),
        pause(strand),
        core(std::make_shared<Core>(std::move(config), std::move(router))) {}

  Result<void> start();
  void stop();
  static Task<void> accept_loop(std::shared_ptr<Impl> self);
  bool has_room();
  void take(tcp::socket socket, const Strand& connection_strand);
  void refuse(tcp::socket socket, const Strand& connection_strand);

  asio::any_io_executor executor;
  Strand strand;  // For acceptor, pause and refusals.
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::shared_ptr<Core> core;
  std::size_t refusals = 0;       // Being answered now.
  std::uint64_t crowded_out = 0;  // Since the last line in the log about it.
  std::chrono::steady_clock::time_point said_full_at;
  std::atomic<bool> started = false;
  std::atomic<bool> stopped = false;
  std::atomic<std::uint16_t> port = 0;
};

Result<void> Server::Impl::start() {
  const ServerConfig& config = core->config;
  if (started.exchange(true) || stopped) {
    return Error{ErrorCode::kConflict, "the HTTP server was started or stopped before"};
  }
  error_code ec;
  const auto address =
      asio::ip::make_address(config.address == "localhost" ? "127.0.0.1" : config.address, ec);
  if (ec) {
    return invalid("'" + config.address + "' is not an IP address: use 127.0.0.1 or another one",
                   "address");
  }
  const tcp::endpoint endpoint(address, config.port);
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) {
    acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  }
  if (!ec) {
    acceptor.bind(endpoint, ec);
  }
  if (!ec) {
    acceptor.listen(asio::socket_base::max_listen_connections, ec);
  }
  if (!ec) {
    port = acceptor.local_endpoint(ec).port();
  }
  if (ec) {
    error_code ignored;
    acceptor.close(ignored);
    return listen_error(config, ec);
  }
  asio::co_spawn(strand, accept_loop(shared_from_this()), asio::detached);
  return {};
}

void Server::Impl::stop() {
  if (stopped.exchange(true)) {
    return;
  }
  asio::post(strand, [self = shared_from_this()] {
    error_code ignored;
    self->acceptor.close(ignored);
    self->pause.cancel();
  });
  core->connections.stop();
  for (const auto& connection : core->connections.all()) {
    connection->stop();
  }
}

Task<void> Server::Impl::accept_loop(std::shared_ptr<Impl> self) {
  while (!self->stopped) {
    const Strand connection_strand(self->executor);
    tcp::socket socket(connection_strand);
    error_code ec;
    co_await self->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, ec));
    if (self->stopped || ec == asio::error::operation_aborted) {
      co_return;
    }
    if (ec) {
      spdlog::warn("http: cannot accept a connection: {}", ec.message());
      self->pause.expires_after(kAcceptPause);
      co_await self->pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
      continue;
    }
    if (self->has_room()) {
      self->take(std::move(socket), connection_strand);
    } else {
      self->refuse(std::move(socket), connection_strand);
    }
  }
}

// Whoever keeps connections open and asks nothing must not keep others out: when all are taken, the
// one that has waited longest for its client makes room. Those at work are left alone.
bool Server::Impl::has_room() {
  const std::size_t open = core->connections.size();
  const std::size_t most = core->config.connections_max;
  if (open < most) {
    return true;
  }
  // The one before may not be closed yet.
  const bool made = open < most + limits::kRefusalsMax && core->connections.give_up_one();
  ++crowded_out;
  const auto now = std::chrono::steady_clock::now();
  if (now - said_full_at >= kSayFullEvery) {
    said_full_at = now;
    spdlog::warn("http: all {} connections are in use: {} closed or refused since last said", most,
                 crowded_out);
    crowded_out = 0;
  }
  return made;
}

void Server::Impl::take(tcp::socket socket, const Strand& connection_strand) {
  const auto connection = std::make_shared<Connection>(core, std::move(socket), connection_strand);
  if (core->connections.add(connection)) {
    asio::co_spawn(connection_strand, Connection::serve(connection), asio::detached);
  }
}

void Server::Impl::refuse(tcp::socket socket, const Strand& connection_strand) {
  if (refusals >= limits::kRefusalsMax) {
    return;  // Closes the socket.
  }
  ++refusals;
  const auto connection = std::make_shared<Connection>(core, std::move(socket), connection_strand);
  asio::co_spawn(connection_strand, Connection::refuse(connection),
                 asio::bind_executor(strand, [self = shared_from_this()](
                                                 const std::exception_ptr&) { --self->refusals; }));
}

Server::Server(asio::any_io_executor executor, ServerConfig config, Router router)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(config), std::move(router))) {}

Server::~Server() {
  impl_->stop();
  for (const auto& connection : impl_->core->connections.all()) {
    connection->close();
  }
}

Result<void> Server::start() { return impl_->start(); }

std::uint16_t Server::port() const { return impl_->port; }

std::size_t Server::connections() const { return impl_->core->connections.size(); }

void Server::stop() { impl_->stop(); }

}  // namespace ponder::http
