// What is kept: users, conversations, turns and their event logs. Every call takes a Principal and
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

namespace ponder::store {

// On whose behalf a call is made. Made by auth/ only; for now one local user.
struct Principal {
  std::string user_id;
  bool operator==(const Principal&) const = default;
};

struct Conversation {
  std::string id;
  std::string title;
  std::int64_t created_ms = 0, updated_ms = 0;  // Unix time.
  bool operator==(const Conversation&) const = default;
};

// kRunning in the database of a server that just started means: interrupted.
enum class TurnStatus : std::uint8_t { kRunning, kFinished, kFailed, kStopped, kInterrupted };

std::string_view turn_status_name(TurnStatus status);  // "running", "finished"...

struct Turn {
  std::string id;
  std::string conversation_id;
  std::uint32_t position = 0;   // 1, 2, 3... in its conversation.
  std::string model;
  std::string mode;             // "instant"...
  std::string request_json;     // The settings that were asked for.
  std::string input;            // What the user said.
  std::string answer;           // Filled when it ends (or is found interrupted).
  std::string reasoning;
  TurnStatus status = TurnStatus::kRunning;
  std::uint64_t last_seq = 0;
  std::int64_t created_ms = 0, finished_ms = 0;
  bool operator==(const Turn&) const = default;
};

struct EventRow {
  std::uint64_t seq = 0;
  std::string event_json;  // As api/ encodes chat::Event.
  bool operator==(const EventRow&) const = default;
};

struct StoreConfig {
  std::filesystem::path folder;  // Holds ponder.db and backups/.
  std::uint32_t readers = 2;
};

class Store {
 public:
  // Opens or creates the database, makes a backup and runs the migrations that are missing, and
  // marks turns that were running as interrupted (their answer is reduced from the log by the
  // caller's `reduce`, so that this layer needs no model of events). Refuses a database that a
  // newer program made. Errors: kIo with what to do (folder not writable, not a database, newer).
  struct Reduced { std::string answer, reasoning; };
  static Result<std::unique_ptr<Store>> open(
      const StoreConfig& config,
      const std::function<Reduced(const std::vector<EventRow>&)>& reduce);
  virtual ~Store() = default;  // Commits what is waiting.

  virtual Principal local_user() const = 0;

  virtual Task<Result<Conversation>> create_conversation(Principal who, std::string title) = 0;
  virtual Task<Result<Conversation>> conversation(Principal who, std::string id) = 0;
  // Newest first; `before_updated_ms` 0: from the newest. At most limits::kPageRowsMax.
  virtual Task<Result<std::vector<Conversation>>> conversations(Principal who,
                                                                std::int64_t before_updated_ms,
                                                                std::size_t limit) = 0;
  virtual Task<Result<void>> rename_conversation(Principal who, std::string id,
                                                 std::string title) = 0;
  virtual Task<Result<void>> delete_conversation(Principal who, std::string id) = 0;

  // Adds a running turn at the end; sets `position` and `created_ms`.
  virtual Task<Result<Turn>> start_turn(Principal who, Turn turn) = 0;
  virtual Task<Result<void>> append_events(Principal who, std::string turn_id,
                                           std::vector<EventRow> events) = 0;
  virtual Task<Result<void>> finish_turn(Principal who, std::string turn_id, TurnStatus status,
                                         std::string answer, std::string reasoning) = 0;
  virtual Task<Result<Turn>> turn(Principal who, std::string id) = 0;
  virtual Task<Result<std::vector<Turn>>> turns(Principal who, std::string conversation_id) = 0;
  virtual Task<Result<std::vector<EventRow>>> events(Principal who, std::string turn_id,
                                                     std::uint64_t after_seq,
                                                     std::size_t limit) = 0;
};

}  // namespace ponder::store
