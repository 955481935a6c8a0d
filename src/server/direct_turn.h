// A turn that belongs to one request of a client: it is not stored and ends with its reader.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.h"
#include "chat/event.h"
#include "server/event_queue.h"
#include "server/turn_runner.h"

namespace ponder::server {

// Destroying it stops the turn.
class DirectTurn {
 public:
  // Starts `job` on a strand of its own. `executor` is the server's.
  DirectTurn(const asio::any_io_executor& executor, std::shared_ptr<local::LoadedModel> model,
             TurnJob job);
  ~DirectTurn();
  DirectTurn(const DirectTurn&) = delete;
  DirectTurn& operator=(const DirectTurn&) = delete;

  // Waits for events; none means that the turn has ended or was stopped.
  Task<std::vector<chat::Event>> next();
  void stop();  // Thread-safe: the client has gone.
  // Waits until the turn says something, fails before that (the error), or `patience` is over.
  Task<std::optional<Error>> early_failure(std::chrono::milliseconds patience);
  const std::string& model_name() const { return model_name_; }

 private:
  const std::string model_name_;
  std::shared_ptr<modes::TurnControl> control_;
  std::shared_ptr<EventQueue> queue_ = std::make_shared<EventQueue>();
};

}  // namespace ponder::server
