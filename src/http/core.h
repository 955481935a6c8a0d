// What all connections of one server share. Constant after start, but for the list of connections.
#pragma once

#include <cstddef>
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
        body_bytes_max(config.body_bytes_max == 0 ? limits::kBodyBytesMax : config.body_bytes_max) {
  }

  const ServerConfig config;
  const Router router;
  const HostList hosts;
  const std::size_t body_bytes_max;
  ConnectionList connections;
};

}  // namespace ponder::http
