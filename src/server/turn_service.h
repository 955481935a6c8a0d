// Starts, shows and stops turns. A turn of our own API belongs to the server: it goes on without
// its reader and is kept; a direct turn belongs to one request.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/turns.h"
#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "server/direct_turn.h"
#include "server/metrics.h"
#include "server/model_pool.h"
#include "server/past.h"
#include "server/picture_keeper.h"
#include "server/titles.h"
#include "server/turn_reader.h"
#include "server/turn_registry.h"
#include "server/turn_slots.h"
#include "sight/reader.h"
#include "store/store.h"

namespace ponder::server {

struct TurnBounds {
  std::size_t running_max = limits::kTurnsRunningMax;
  std::chrono::milliseconds kept_in_memory = limits::kTurnKeptInMemory;
  bool titles = false;  // The model titles conversations (server/titles.h).
  // Told what each turn that ended has cost, and whose key it was for. On any thread.
  std::function<void(const std::string& key_id, const chat::Usage&)> on_usage = {};
  // Told when a turn of a conversation has begun or ended. On any thread.
  std::function<void(const store::Principal& who, const std::string& conversation)> on_changed = {};
};

// Thread-safe. `pool` and `store` outlive all turns: stop() first.
class TurnService {
 public:
  TurnService(asio::any_io_executor executor, ModelPool& pool, store::Store& store,
              std::shared_ptr<Metrics> metrics, TurnBounds bounds = {});

  // A turn of a conversation (a new one where none is named), as it was stored. Errors: kNotFound
  // (model, conversation), kConflict (a turn of this conversation is running), kOverloaded,
  // kUnavailable, those of PictureKeeper, and the store's.
  Task<Result<store::Turn>> start(store::Principal who, api::StartTurn call);
  // A turn that is not stored and ends with its reader. Loads the model first. Errors: kNotFound,
  // kOverloaded, kUnavailable.
  Task<Result<std::shared_ptr<DirectTurn>>> start_direct(store::Principal who, std::string id,
                                                         chat::TurnRequest request);
  // A turn in a hidden conversation of its own, kept for an API client; otherwise like start().
  // `kept.id` becomes the turn's.
  Task<Result<store::Turn>> start_response(store::Principal who, chat::TurnRequest request,
                                           store::Response kept);

  // Reads pictures for models without eyes, and for those who ask what is read.
  const std::shared_ptr<sight::Reader>& pictures() const { return pictures_; }
  PictureKeeper& keeper() { return keeper_; }

  // The tokens of a request's prompt. Loads the model first. Errors: those of start_direct,
  // kTooLong.
  Task<Result<std::uint32_t>> count_prompt(store::Principal who, chat::TurnRequest request);

  // Its state as of now. kRunning means that it runs in this process.
  Task<Result<store::Turn>> turn(store::Principal who, std::string id);
  Task<Result<std::vector<store::Turn>>> turns(store::Principal who, std::string conversation_id);
  // The events after `after_seq`.
  Task<Result<std::shared_ptr<TurnReader>>> read(store::Principal who, std::string id,
                                                 std::uint64_t after_seq);
  // Errors: kNotFound, kConflict (it is over). Returns at once; the stream tells the end.
  Task<Result<void>> halt_turn(store::Principal who, std::string id, modes::Halt how);
  // Stops a turn if it runs here; at once and on any thread.
  void stop_turn(const store::Principal& who, const std::string& id);
  // Stops its running turn and deletes it.
  Task<Result<void>> delete_conversation(store::Principal who, std::string id);

  // Takes no more turns; ends those that run as interrupted. Whether all ended in time.
  Task<bool> stop(std::chrono::milliseconds patience);

 private:
  using Images = std::vector<store::TurnImage>;
  // What a turn goes on from; `call` gets its parent.
  Task<Result<Past>> past_before(const store::Principal& who, api::StartTurn& call,
                                 std::size_t images);
  // Puts a turn into its conversation.
  Task<Result<store::Turn>> add_turn(const store::Principal& who, api::StartTurn& call,
                                     Images images);
  Task<Result<void>> find_conversation(const store::Principal& who, api::StartTurn& call,
                                       const Images& images);
  std::function<void()> over(const store::Principal& who, const api::StartTurn& call,
                             std::shared_ptr<ConversationClaim> claim);
  std::function<void(const chat::Usage&)> usage_of(const store::Principal& who) const;
  // `past`: of a turn whose messages are only what was asked. `over`: called when it has ended.
  void run(const store::Principal& who, const store::Turn& turn, TurnJob job,
           std::optional<Past> past, std::function<void()> over);

  asio::any_io_executor executor_;
  ModelPool& pool_;
  store::Store& store_;
  PictureKeeper keeper_{store_};
  std::shared_ptr<Metrics> metrics_;
  TurnBounds bounds_;
  std::shared_ptr<TurnSlots> slots_;
  std::shared_ptr<sight::Reader> pictures_ = std::make_shared<sight::Reader>();
  std::shared_ptr<TurnRegistry> registry_ = std::make_shared<TurnRegistry>();
  Titles titles_;
};

}  // namespace ponder::server
