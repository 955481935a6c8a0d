// What is kept: users, conversations, turns and their event logs (what a user does with the history
// of them is in store/history.h). Every call takes a Principal and
// sees only rows that it owns; a foreign row is kNotFound, never kForbidden, so that ids leak
// nothing.
//
// Threads: writes are done by one thread in groups (one transaction for all that is waiting), reads
// on a small pool of connections; both resume the caller on its own executor. No call blocks an io
// thread. Errors of all calls: kNotFound, kIo, kNoSpace (disk full), kOverloaded
// (limits::kWriteQueueMax); a failed write changed nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "store/history.h"
#include "store/keys.h"
#include "store/principal.h"

namespace ponder::store {

struct EventRow {
  std::uint64_t seq = 0;
  std::string event_json;  // As api/ encodes chat::Event.
  bool operator==(const EventRow&) const = default;
};

// A turn that an API client asked to keep. Its conversation is its own and is not listed; deleting
// that deletes all of it.
struct Response {
  std::string id;           // Of the turn.
  std::string previous_id;  // The response that it goes on from; empty: none. That may be deleted.
  std::string echo_json;    // The fields of the answer that repeat the request.
  std::string items_json;   // What the request said.
  bool background = false;
  bool operator==(const Response&) const = default;
};

struct StoreConfig {
  std::filesystem::path folder;  // Holds ponder.db and backups/.
  std::uint32_t readers = 2;
  std::uint64_t bytes_max = 0;  // Of the database; beyond it: kNoSpace. 0: what the disk holds.
};

struct StoreStats {
  std::uint64_t commits = 0;
  std::uint64_t writes = 0;  // In those commits.
  std::size_t writes_waiting = 0;
};

class Store {
 public:
  // What a turn's log says. A log that holds the turn's end keeps its status: the server went down
  // between the last event and the turn's row.
  struct Reduced {
    std::string answer, reasoning;
    TurnStatus status = TurnStatus::kInterrupted;
  };

  // Opens or creates the database, makes a backup and runs the migrations that are missing, and
  // marks turns that were running as interrupted (their answer is reduced from the log by the
  // caller's `reduce`, so that this layer needs no model of events). Refuses a database that a
  // newer program made, and a folder that another process serves. Makes the folder with mode 0700
  // and the files with 0600. Blocks; errors: kNoSpace, kIo with what to do (folder not writable, in
  // use, not a database, newer).
  static Result<std::unique_ptr<Store>> open(
      const StoreConfig& config,
      const std::function<Reduced(const std::vector<EventRow>&)>& reduce);
  virtual ~Store() = default;  // Commits what is waiting.

  virtual Principal local_user() const = 0;
  virtual History& history() = 0;  // As long as the store.
  virtual StoreStats stats() const { return {}; }

  virtual Task<Result<Conversation>> create_conversation(Principal who, std::string title) = 0;
  virtual Task<Result<Conversation>> conversation(Principal who, std::string id) = 0;
  // Those that are listed, newest first. No two conversations of an owner have the same
  // `updated_ms`, so that pages neither skip nor repeat.
  virtual Task<Result<std::vector<Conversation>>> conversations(Principal who, Listing listing) = 0;
  virtual Task<Result<void>> change_conversation(Principal who, std::string id,
                                                 ConversationChange change) = 0;
  virtual Task<Result<void>> delete_conversation(Principal who, std::string id) = 0;

  // Adds a running turn to its conversation, whose leaf it becomes; sets `position`, `created_ms`
  // and, where it is empty, `id`. kConflict: limits::kTurnsPerConversationMax turns are there, or
  // the id is. kNotFound: also where the conversation has no turn `parent`. Its pictures bring
  // their files; what is returned, here and below, has none.
  virtual Task<Result<Turn>> start_turn(Principal who, Turn turn) = 0;
  // `seq` goes on where the log ends, without gaps. kConflict (the turn is over, or other events
  // are expected), kInvalid (a gap among `events`).
  virtual Task<Result<void>> append_events(Principal who, std::string turn_id,
                                           std::vector<EventRow> events) = 0;
  // `status` is not kRunning (kInvalid). kConflict: it is over already.
  virtual Task<Result<void>> finish_turn(Principal who, std::string turn_id, TurnStatus status,
                                         std::string answer, std::string reasoning) = 0;
  virtual Task<Result<Turn>> turn(Principal who, std::string id) = 0;
  virtual Task<Result<std::vector<Turn>>> turns(Principal who, std::string conversation_id) = 0;
  // The turn's picture `index` (from 0) with its file.
  virtual Task<Result<TurnImage>> turn_image(Principal who, std::string turn_id,
                                             std::uint32_t index) = 0;
  // At most `limit` events after `after_seq`; fewer mean that the log ends there.
  virtual Task<Result<std::vector<EventRow>>> events(Principal who, std::string turn_id,
                                                     std::uint64_t after_seq,
                                                     std::size_t limit) = 0;

  // Adds a running turn, in a conversation of its own, and what is kept beside it. The ids of both
  // are the same and not empty (kInvalid); kConflict: the id is there.
  virtual Task<Result<Turn>> start_response(Principal who, Turn turn, Response response) = 0;
  virtual Task<Result<Response>> response(Principal who, std::string id) = 0;

  // What is known of the API key with this id, as of now: also of what another process has just
  // changed. `id` may be empty.
  virtual Task<Result<KeyLookup>> find_key(std::string id) = 0;
  virtual Task<Result<void>> note_key_use(KeyUse use) = 0;
};

}  // namespace ponder::store
