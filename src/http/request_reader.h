// Reads one request from a connection and judges its head, before any byte of the body is waited
// for: framing, target, Host and Origin, Expect, size, route, and what the route's guard says.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

#include "base/async.h"
#include "http/core.h"
#include "http/message.h"
#include "http/problem.h"
#include "http/request_parser.h"
#include "http/router.h"
#include "http/transport.h"

namespace ponder::http {

// A part of limits::kBodiesBytesMax; given back when the last copy goes.
using BodyRoom = std::shared_ptr<void>;

// One request on its way to its answer.
struct Exchange {
  std::shared_ptr<Request> request = std::make_shared<Request>();  // Has an id from the start.
  Transport::Clock::time_point started = Transport::Clock::now();  // Of its first byte.
  bool http11 = true;
  bool keep_alive = false;  // Only if the request was read whole and the client wants it.
  const Handler* handler = nullptr;
  const Guard* guard = nullptr;
  BodyRoom body_room = {};
  std::optional<Response> early = {};  // The answer without a handler: an error, or OPTIONS.
};

// Nothing: the client sent no whole request and waits for no answer.
Task<std::optional<Exchange>> read_request(std::shared_ptr<const Core> core,
                                           std::shared_ptr<Transport> transport);

}  // namespace ponder::http
