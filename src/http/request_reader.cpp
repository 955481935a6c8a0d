// The reading half of a connection.
#include "http/request_reader.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/ids.h"
#include "base/limits.h"
#include "http/access.h"
#include "http/cors.h"
#include "http/target.h"

namespace ponder::http {
namespace {

using Clock = Transport::Clock;
using Read = Transport::Read;

constexpr std::size_t kRequestIdBytesMax = 64;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool is_request_id(std::string_view id) {
  return !id.empty() && id.size() <= kRequestIdBytesMax &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.' || c == '-';
         });
}

bool equals_ignoring_case(std::string_view a, std::string_view lower_case) {
  return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

Problem timed_out(std::string_view what, std::chrono::milliseconds limit) {
  return {408, invalid("the " + std::string(what) + " did not arrive within " +
                       std::to_string(limit.count()) + " ms: send the request again")};
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& item : list) {
    out += item;
    out += ", ";
  }
  return out;
}

// What is read of one request so far.
struct Reading {
  std::shared_ptr<const Core> core;
  std::shared_ptr<Transport> transport;
  std::size_t body_bytes_max;  // Of the server, then of the route.
  RequestParser parser;
  Exchange exchange;

  // A body that may be longer than others has as much more time.
  std::chrono::milliseconds body_timeout() const {
    const std::size_t times = std::max<std::size_t>(body_bytes_max / core->body_bytes_max, 1);
    return core->config.timeouts.body * static_cast<std::int64_t>(times);
  }

  void fail(const Problem& problem) {
    exchange.early = make_response(core->config, *exchange.request, problem);
    exchange.keep_alive = exchange.keep_alive && parser.done();
  }
};

// Waits for the first byte of a request. False: closed or idle for too long.
Task<bool> wait_first_byte(const Reading& reading) {
  const auto deadline = Clock::now() + reading.core->config.timeouts.idle;
  for (;;) {
    // Some clients send an empty line after a body; RFC 9112 asks to skip it.
    const std::string_view input = reading.transport->input();
    const auto begin = std::min(input.find_first_not_of("\r\n"), input.size());
    if (begin < input.size()) {
      reading.transport->consume(begin);
      co_return true;
    }
    reading.transport->consume(begin);
    if (co_await reading.transport->read_more(deadline) != Read::kData) {
      co_return false;
    }
  }
}

// Feeds the parser until `done(parser)`; sets exchange.early on a problem. False: closed.
Task<bool> feed_until(Reading& reading, bool (RequestParser::*done)() const, std::string_view what,
                      std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  for (;;) {
    const auto fed = reading.parser.feed(reading.transport->input());
    reading.transport->consume(fed.taken);
    if (fed.problem) {
      reading.exchange.keep_alive = false;
      reading.fail(*fed.problem);
      co_return true;
    }
    if ((reading.parser.*done)()) {
      co_return true;
    }
    const Read read = co_await reading.transport->read_more(deadline);
    if (read == Read::kTimeout) {
      reading.exchange.keep_alive = false;
      reading.fail(timed_out(what, timeout));
      co_return true;
    }
    if (read == Read::kClosed) {
      co_return false;
    }
  }
}

std::optional<Problem> route(Reading& reading) {
  Request& request = *reading.exchange.request;
  auto match = request.path == "*"
                   ? Router::Match{.allowed_methods = reading.core->router.methods()}
                   : reading.core->router.match(request.method, request.path);
  if (match.handler != nullptr) {
    reading.exchange.handler = match.handler;
    reading.exchange.guard = match.guard;
    if (match.body_bytes_max > 0) {
      reading.body_bytes_max = match.body_bytes_max;
      reading.parser.set_body_bytes_max(match.body_bytes_max);
    }
    request.params = std::move(match.params);
    return std::nullopt;
  }
  if (match.allowed_methods.empty()) {
    return Problem{404, Error{ErrorCode::kNotFound, "there is nothing at " + quoted(request.path)}};
  }
  const std::string allowed = joined(match.allowed_methods) + "OPTIONS";
  if (request.method == "OPTIONS") {
    reading.exchange.early = is_preflight(request)
                                 ? preflight_response(request, allowed)
                                 : Response{.status = 204, .headers = {{"Allow", allowed}}};
    reading.exchange.keep_alive = reading.exchange.keep_alive && reading.parser.done();
    return std::nullopt;
  }
  return Problem{405,
                 invalid("method " + quoted(request.method) + " is not allowed at " +
                         quoted(request.path) + ": use " + allowed),
                 {{"Allow", allowed}}};
}

std::optional<Problem> judge_head(Reading& reading) {
  Request& request = *reading.exchange.request;
  if (auto problem = reading.parser.check_framing(); problem && problem->status != 413) {
    reading.exchange.keep_alive = false;
    return problem;
  }
  auto target = parse_target(request.method, request.target);
  if (!target) {
    return Problem{400, target.error()};
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  if (auto problem = check_access(reading.core->hosts, reading.core->origins, request,
                                  reading.exchange.http11, target->authority)) {
    return problem;
  }
  add_cors_headers(request);
  const std::string_view expect = request.header("expect");
  if (!expect.empty() && !equals_ignoring_case(expect, "100-continue")) {
    return Problem{417,
                   invalid("Expect " + quoted(expect) + " is not supported: use 100-continue")};
  }
  if (auto problem = route(reading)) {
    return problem;
  }
  return reading.parser.check_framing();
}

void take_head(Reading& reading) {
  Request& request = *reading.exchange.request;
  reading.parser.fill_head(request);
  if (const std::string_view id = request.header("x-request-id"); is_request_id(id)) {
    request.id = id;
  }
  reading.exchange.http11 = reading.parser.http11();
  reading.exchange.keep_alive = reading.parser.keep_alive();
}

// Asks the guard of the route.
Task<void> judge_by_guard(Reading& reading) {
  auto refused = co_await (*reading.exchange.guard)(reading.exchange.request);
  if (refused) {
    reading.exchange.early = std::move(*refused);
    reading.exchange.keep_alive = reading.exchange.keep_alive && reading.parser.done();
  }
}

// Room for the body. Small ones need none: they are bounded by the number of connections.
std::optional<Problem> take_body_room(Reading& reading) {
  constexpr std::uint64_t kSmall = 16U << 10U;
  const std::uint64_t expected = reading.parser.body_bytes_expected();
  // 0 is also said of a chunked body, which may become as large as any.
  const std::uint64_t bytes = expected == 0 ? reading.body_bytes_max : expected;
  if (bytes <= kSmall) {
    return std::nullopt;
  }
  const auto core = reading.core;
  const std::uint64_t taken = core->body_bytes_taken.fetch_add(bytes) + bytes;
  reading.exchange.body_room =
      BodyRoom(nullptr, [core, bytes](void*) { core->body_bytes_taken -= bytes; });
  if (taken <= limits::kBodiesBytesMax) {
    return std::nullopt;
  }
  return Problem{503,
                 Error{ErrorCode::kUnavailable,
                       "request bodies of more than " + std::to_string(limits::kBodiesBytesMax) +
                           " bytes are being worked on, which is the limit: try again later"},
                 {{"Retry-After", std::to_string(limits::kRetryAfter.count())}}};
}

// False: closed.
Task<bool> read_body(Reading& reading) {
  const bool expects_continue = !reading.exchange.request->header("expect").empty();
  if (expects_continue && reading.exchange.http11 && reading.transport->input().empty()) {
    const bool sent =
        co_await reading.transport->write({asio::const_buffer(kContinue.data(), kContinue.size())});
    if (!sent) {
      co_return false;
    }
  }
  reading.transport->expect(reading.parser.body_bytes_expected());
  const bool open =
      co_await feed_until(reading, &RequestParser::done, "request body", reading.body_timeout());
  reading.transport->expect(0);
  if (open && !reading.exchange.early) {
    reading.exchange.request->body = reading.parser.take_body();
  }
  co_return open;
}

}  // namespace

Task<std::optional<Exchange>> read_request(std::shared_ptr<const Core> core,
                                           std::shared_ptr<Transport> transport) {
  const auto header_timeout = core->config.timeouts.header;
  Reading reading{core, transport, core->body_bytes_max, RequestParser(core->body_bytes_max), {}};
  if (!co_await wait_first_byte(reading)) {
    co_return std::nullopt;
  }
  reading.exchange.started = Clock::now();
  reading.exchange.request->id = make_id("req_");
  reading.exchange.request->peer = transport->peer();
  reading.exchange.request->secure = transport->secure();
  if (!co_await feed_until(reading, &RequestParser::head_done, "request headers", header_timeout)) {
    co_return std::nullopt;
  }
  if (!reading.exchange.early) {
    take_head(reading);
    if (const auto problem = judge_head(reading)) {
      reading.fail(*problem);
    }
  }
  if (!reading.exchange.early && reading.exchange.guard != nullptr) {
    co_await judge_by_guard(reading);
  }
  if (reading.exchange.early || reading.parser.done()) {
    co_return std::move(reading.exchange);
  }
  if (const auto problem = take_body_room(reading)) {
    reading.fail(*problem);
  } else if (!co_await read_body(reading)) {
    co_return std::nullopt;
  }
  co_return std::move(reading.exchange);
}

}  // namespace ponder::http
