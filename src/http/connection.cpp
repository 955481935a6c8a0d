// The answering half of a connection.
#include "http/connection.h"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <exception>
#include <utility>
#include <variant>

#include "base/ids.h"
#include "http/event_stream.h"
#include "http/problem.h"
#include "http/response_head.h"

namespace ponder::http {
namespace {

constexpr unsigned kStatusCut = 499;

constexpr std::string_view kSpeakTls =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    "Content-Length: 70\r\n\r\n"
    "This port speaks HTTPS: write https:// instead of http:// in the URL.\n";

std::int64_t now_ticks() { return Transport::Clock::now().time_since_epoch().count(); }

std::string describe(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "unknown exception";
  }
}

// Runs the handler; an exception becomes a 500 that does not show it.
Task<Answer> call_handler(const Core& core, const Exchange& exchange) {
  std::exception_ptr failure;
  try {
    co_return co_await (*exchange.handler)(exchange.request);
  } catch (...) {
    failure = std::current_exception();
  }
  const Request& request = *exchange.request;
  spdlog::error("http {}: handler of {} failed: {}", request.id, request.path, describe(failure));
  co_return make_response(
      core.config, request,
      Problem{500, Error{ErrorCode::kBackend, "the server failed on request " + request.id +
                                                  ": its log says more under this id"}});
}

}  // namespace

Connection::Connection(std::shared_ptr<Core> core, asio::ip::tcp::socket socket,
                       const Strand& strand)
    : core_(std::move(core)),
      transport_(std::make_shared<Transport>(std::move(socket), strand,
                                             core_->config.timeouts.write, core_->config.tls)),
      waiting_since_(now_ticks()) {}

Connection::~Connection() { core_->connections.remove(this); }

Task<void> Connection::serve(std::shared_ptr<Connection> self) {
  return run(std::move(self), &Connection::serve_requests);
}

Task<void> Connection::refuse(std::shared_ptr<Connection> self) {
  return run(std::move(self), &Connection::answer_refusal);
}

Task<void> Connection::run(std::shared_ptr<Connection> self, Task<void> (Connection::*work)()) {
  std::exception_ptr failure;
  try {
    co_await ((*self).*work)();
    co_await self->transport_->close_gently(self->core_->config.timeouts.linger);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    spdlog::error("http: a connection failed: {}", describe(failure));
    self->transport_->close();
  }
}

Task<bool> Connection::open() {
  const auto opened = co_await transport_->open(core_->config.timeouts.header);
  if (opened == Transport::Opened::kPlainText) {
    co_await transport_->write({asio::const_buffer(kSpeakTls.data(), kSpeakTls.size())});
  }
  co_return opened == Transport::Opened::kReady;
}

Task<void> Connection::serve_requests() {
  bool goes_on = co_await open();
  while (goes_on && !stopping_) {
    phase_ = Phase::kReading;
    waiting_since_ = now_ticks();
    auto exchange = co_await read_request(core_, transport_);
    phase_ = Phase::kAnswering;
    waiting_since_ = 0;
    goes_on = exchange && co_await answer(*exchange);
  }
}

bool Connection::give_up() {
  if (waiting_since_.exchange(0) == 0) {
    return false;
  }
  close();
  return true;
}

Task<void> Connection::answer_refusal() {
  phase_ = Phase::kAnswering;
  waiting_since_ = 0;
  if (!co_await open()) {
    co_return;
  }
  Exchange exchange;
  exchange.request->id = make_id("req_");
  exchange.request->peer = transport_->peer();
  exchange.early = make_response(
      core_->config, *exchange.request,
      Problem{
          503,
          Error{ErrorCode::kUnavailable, "all " + std::to_string(core_->config.connections_max) +
                                             " connections are in use: try again later"},
          {{"Retry-After", std::to_string(limits::kRetryAfter.count())}}});
  co_await answer(exchange);
}

void Connection::stop() {
  asio::post(transport_->strand(), [self = shared_from_this()] {
    self->stopping_ = true;
    if (self->phase_ != Phase::kAnswering) {
      self->transport_->close();
    }
  });
}

void Connection::close() {
  asio::post(transport_->strand(), [self = shared_from_this()] { self->transport_->close(); });
}

Task<bool> Connection::answer(Exchange& exchange) {
  exchange.request->client = transport_->watch_client();
  const auto client = exchange.request->client;
  Answer answer;
  if (exchange.early) {
    answer = std::move(*exchange.early);
  } else {
    answer = co_await call_handler(*core_, exchange);
  }
  bool open = false;
  if (auto* response = std::get_if<Response>(&answer)) {
    open = co_await write_response(exchange, std::move(*response));
  } else {
    open = co_await write_stream(exchange, std::move(std::get<Stream>(answer)));
  }
  client->release();
  co_return open;
}

Task<bool> Connection::write_response(Exchange& exchange, Response response) {
  if (response.status < 200 || response.status > 599) {
    spdlog::error("http {}: a handler answered status {}", exchange.request->id, response.status);
    response.status = 500;
  }
  const bool keep_alive = exchange.keep_alive && !stopping_;
  add_answer_headers(exchange, response.headers);
  const std::string head = format_head({.status = response.status,
                                        .content_type = response.content_type,
                                        .request_id = exchange.request->id,
                                        .headers = response.headers,
                                        .framing = Framing::kLength,
                                        .body_bytes = response.body.size(),
                                        .http11 = exchange.http11,
                                        .keep_alive = keep_alive});
  const bool with_body = exchange.request->method != "HEAD" && allows_body(response.status);
  const bool written = co_await transport_->write(
      {asio::buffer(head),
       asio::buffer(response.body.data(), with_body ? response.body.size() : 0)});
  report(exchange, response.status);
  co_return written&& keep_alive;
}

void Connection::add_answer_headers(const Exchange& exchange,
                                    std::vector<std::pair<std::string, std::string>>& headers) {
  const auto& more = exchange.request->answer_headers;
  headers.insert(headers.end(), more.begin(), more.end());
}

Task<bool> Connection::write_stream(Exchange& exchange, Stream stream) {
  phase_ = Phase::kStreaming;
  if (stopping_) {
    transport_->close();
  }
  const bool keep_alive = exchange.keep_alive && exchange.http11 && !stopping_;
  std::vector<std::pair<std::string, std::string>> headers{{"Cache-Control", "no-store"},
                                                           {"X-Accel-Buffering", "no"}};
  headers.insert(headers.end(), stream.headers.begin(), stream.headers.end());
  add_answer_headers(exchange, headers);
  std::string head =
      format_head({.status = 200,
                   .content_type = stream.content_type,
                   .request_id = exchange.request->id,
                   .headers = headers,
                   .framing = exchange.http11 ? Framing::kChunked : Framing::kUntilClose,
                   .http11 = exchange.http11,
                   .keep_alive = keep_alive});
  if (exchange.request->method == "HEAD") {
    const bool written = co_await transport_->write({asio::buffer(head)});
    report(exchange, 200);
    co_return written&& keep_alive;
  }
  if (exchange.request.use_count() == 1) {
    std::string().swap(exchange.request->body);  // No handler can see it: a stream may be long.
    exchange.body_room.reset();
  }
  const auto heartbeat = stream.content_type == kEventStream ? core_->config.timeouts.heartbeat
                                                             : std::chrono::milliseconds(0);
  const auto writer = std::make_shared<EventStream>(transport_, exchange.request->client,
                                                    std::move(head), exchange.http11, heartbeat);
  writer->start();
  std::exception_ptr failure;
  try {
    co_await stream.run(writer);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    spdlog::error("http {}: stream failed: {}", exchange.request->id, describe(failure));
    writer->abort();
  }
  const bool whole = co_await writer->finish();
  report(exchange, whole ? 200 : kStatusCut);
  co_return whole&& keep_alive;
}

void Connection::report(const Exchange& exchange, unsigned status) const {
  if (!core_->config.on_finished) {
    return;
  }
  const auto duration = Transport::Clock::now() - exchange.started;
  const auto duration_us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  core_->config.on_finished(*exchange.request, status, static_cast<std::uint64_t>(duration_us));
}

}  // namespace ponder::http
