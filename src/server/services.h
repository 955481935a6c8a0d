// What the handlers call. A value of pointers; what they point to outlives the HTTP server.
#pragma once

#include <atomic>
#include <memory>

#include "http/message.h"
#include "server/change_feed.h"
#include "server/item_memory.h"
#include "server/metrics.h"
#include "server/model_pool.h"
#include "server/turn_service.h"
#include "store/store.h"

namespace ponder::server {

class Gate;
class Retries;

struct Services {
  TurnService* turns = nullptr;
  ModelPool* pool = nullptr;
  store::Store* store = nullptr;
  Gate* gate = nullptr;
  Retries* retries = nullptr;
  std::shared_ptr<Metrics> metrics;
  std::shared_ptr<ItemMemory> items = std::make_shared<ItemMemory>();
  std::shared_ptr<ChangeFeed> changes = std::make_shared<ChangeFeed>();
  // Streams that are being sent: a server that stops lets them write their last event.
  std::shared_ptr<std::atomic<int>> open_streams = std::make_shared<std::atomic<int>>(0);
};

// On whose behalf a request is made, as the gate found it. Nobody owns what a request sees that did
// not pass the gate.
inline store::Principal authenticate(const Services& /*services*/, const http::Request& request) {
  return {request.user, request.key};
}

}  // namespace ponder::server
