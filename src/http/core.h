// What all connections of one server share. Constant after start, but for the list of connections.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "http/access.h"
#include "http/router.h"
#include "http/server.h"

namespace ponder::http {

class Connection;

// The open connections. Thread-safe. Connections remove themselves as they are destroyed.
class ConnectionList {
 public:
  bool add(const std::shared_ptr<Connection>& connection);  // False: stopped.
  void remove(const Connection* connection);
  std::size_t size() const;
  void stop();  // No more can be added.
  std::vector<std::shared_ptr<Connection>> all() const;
  // Closes the one that has waited longest for its client. False: none waits.
  bool give_up_one() const;

 private:
  mutable std::mutex mutex_;
  bool stopped_ = false;
  std::unordered_map<const Connection*, std::weak_ptr<Connection>> connections_;
};

struct Core {
  Core(ServerConfig config_in, Router router_in)
      : config(std::move(config_in)),
        router(std::move(router_in)),
        hosts(config),
        origins(config),
        body_bytes_max(config.body_bytes_max == 0 ? limits::kBodyBytesMax : config.body_bytes_max) {
  }

  const ServerConfig config;
  const Router router;
  const HostList hosts;
  const OriginList origins;
  const std::size_t body_bytes_max;
  ConnectionList connections;
  mutable std::atomic<std::uint64_t> body_bytes_taken = 0;  // Of limits::kBodiesBytesMax.
};

}  // namespace ponder::http
