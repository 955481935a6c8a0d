// The whole server in one object: store, models, turns, routes and HTTP. What `ponder serve` runs
// and the tests too.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "http/tls.h"
#include "server/gate.h"
#include "server/model_pool.h"
#include "server/route_name.h"
#include "server/turn_service.h"

namespace ponder::server {

struct AppConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free port.
  std::filesystem::path data_dir;
  std::vector<std::string> allowed_hosts;           // Besides the loopback names.
  std::vector<ModelEntry> models;                   // The first one is the default.
  std::function<std::uint64_t()> memory_available;  // Unset: what the system says.
  std::size_t connections_max = limits::kConnectionsMax;
  std::size_t io_threads = 2;
  TurnBounds turns;
  GateConfig gate;
  bool allow_address_hosts = false;       // As http::ServerConfig says; for other than loopback.
  std::vector<std::string> cors_origins;  // Likewise.
  std::shared_ptr<http::TlsContext> tls;  // Unset: plain HTTP.
  std::chrono::milliseconds stop_patience = limits::kStopPatience;
  std::chrono::milliseconds retry_awaited = limits::kRetryAwaited;  // RetryBounds::awaited.
};

// Used from one thread.
class App {
 public:
  explicit App(AppConfig config);
  ~App();  // stop().
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Serves when it returns. Errors: kIo (data folder, database, port), with what to do. Call once.
  Result<void> start();
  std::uint16_t port() const;                    // The real one after start().
  const std::vector<RouteName>& routes() const;  // After start().
  // Begins to load a model before anyone asks for it; "" means the first. `done` is called on a
  // thread of the server; not after stop(). Call after start().
  void preload(std::string name, std::function<void(const Result<void>&)> done);
  // Ends running turns as interrupted, lets their streams write that, and closes everything.
  // Blocks for AppConfig::stop_patience at most. May be called again.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ponder::server
