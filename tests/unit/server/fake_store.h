// A store in memory that fails or waits when the test says so.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/notifier.h"
#include "store/store.h"

namespace ponder::server {

// Without folders and words.
class FakeHistory : public store::History {
 public:
  using Principal = store::Principal;

  Task<Result<store::Folder>> create_folder(Principal, std::string) override { co_return none(); }
  Task<Result<std::vector<store::Folder>>> folders(Principal) override {
    co_return std::vector<store::Folder>();
  }
  Task<Result<store::Folder>> rename_folder(Principal, std::string, std::string) override {
    co_return none();
  }
  Task<Result<void>> delete_folder(Principal, std::string) override { co_return none(); }
  Task<Result<std::vector<store::SearchHit>>> search(Principal, std::string, std::size_t) override {
    co_return std::vector<store::SearchHit>();
  }

  Task<Result<std::string>> share(Principal, std::string, store::Share share) override {
    co_return share.token;
  }
  Task<Result<void>> unshare(Principal, std::string) override { co_return none(); }
  Task<Result<store::Share>> shared(std::string) override { co_return none(); }
  Task<Result<store::TurnImage>> shared_image(std::string, std::string, std::uint32_t) override {
    co_return none();
  }
  Task<Result<void>> add_summary(Principal, std::string, store::Summary summary) override {
    summaries_.push_back(std::move(summary));
    co_return Result<void>();
  }
  Task<Result<std::vector<store::Summary>>> summaries(Principal, std::string) override {
    co_return summaries_;
  }
  Task<Result<std::string>> settings_json(Principal) override { co_return std::string("{}"); }
  Task<Result<void>> keep_settings(Principal, std::string) override { co_return Result<void>(); }
  Task<Result<std::vector<std::string>>> conversation_ids(Principal) override {
    co_return std::vector<std::string>();
  }
  Task<Result<bool>> import_conversation(Principal, store::ImportedRows) override {
    co_return true;
  }

 private:
  static Error none() { return {ErrorCode::kNotFound, "There are no folders here."}; }

  std::vector<store::Summary> summaries_;
};

class FakeStore : public store::Store {
 public:
  using Principal = store::Principal;
  using Turn = store::Turn;
  using Conversation = store::Conversation;
  using EventRow = store::EventRow;

  // The test's side. Thread-safe.
  void fail_writes(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    write_error_ = std::move(error);
  }
  // The next `count` ends of turns are not written.
  void fail_ends(int count) {
    const std::lock_guard lock(mutex_);
    failing_ends_ = count;
  }
  void hold_writes(bool held) {
    {
      const std::lock_guard lock(mutex_);
      held_ = held;
    }
    released_.notify();
  }
  std::vector<std::size_t> append_sizes() const {
    const std::lock_guard lock(mutex_);
    return append_sizes_;
  }
  std::vector<EventRow> log_of(const std::string& turn_id) const {
    const std::lock_guard lock(mutex_);
    const auto found = logs_.find(turn_id);
    return found == logs_.end() ? std::vector<EventRow>() : found->second;
  }
  std::size_t conversation_count() const {
    const std::lock_guard lock(mutex_);
    return conversations_.size();
  }

  Principal local_user() const override { return {"local"}; }
  store::History& history() override { return history_; }

  Task<Result<Conversation>> create_conversation(Principal, std::string title) override {
    co_await gate();
    const std::lock_guard lock(mutex_);
    if (write_error_) co_return *write_error_;
    const std::string id = "conv_" + std::to_string(conversations_.size() + 1);
    conversations_[id].id = id;
    conversations_[id].title = std::move(title);
    co_return conversations_[id];
  }
  Task<Result<Conversation>> conversation(Principal, std::string id) override {
    const std::lock_guard lock(mutex_);
    const auto found = conversations_.find(id);
    if (found == conversations_.end()) co_return missing("conversation");
    co_return found->second;
  }
  Task<Result<std::vector<Conversation>>> conversations(Principal, store::Listing) override {
    co_return std::vector<Conversation>();
  }
  Task<Result<void>> change_conversation(Principal, std::string id,
                                         store::ConversationChange change) override {
    const std::lock_guard lock(mutex_);
    const auto found = conversations_.find(id);
    if (found == conversations_.end()) co_return missing("conversation");
    if (change.title) found->second.title = *change.title;
    co_return Result<void>();
  }
  Task<Result<void>> delete_conversation(Principal, std::string id) override {
    const std::lock_guard lock(mutex_);
    if (conversations_.erase(id) == 0) co_return missing("conversation");
    std::erase_if(turns_, [&](const Turn& turn) { return turn.conversation_id == id; });
    co_return Result<void>();
  }
  Task<Result<Turn>> start_turn(Principal, Turn turn) override {
    co_await gate();
    const std::lock_guard lock(mutex_);
    if (write_error_) co_return *write_error_;
    const auto earlier = std::ranges::count(turns_, turn.conversation_id, &Turn::conversation_id);
    turn.position = static_cast<std::uint32_t>(earlier) + 1;
    turns_.push_back(turn);
    const auto conversation = conversations_.find(turn.conversation_id);
    if (conversation != conversations_.end()) conversation->second.leaf = turn.id;
    co_return turn;
  }
  Task<Result<void>> append_events(Principal, std::string turn_id,
                                   std::vector<EventRow> events) override {
    co_await gate();
    const std::lock_guard lock(mutex_);
    if (write_error_) co_return *write_error_;
    append_sizes_.push_back(events.size());
    std::ranges::move(events, std::back_inserter(logs_[turn_id]));
    co_return Result<void>();
  }
  Task<Result<void>> finish_turn(Principal, std::string turn_id, store::TurnStatus status,
                                 std::string answer, std::string reasoning) override {
    co_await gate();
    const std::lock_guard lock(mutex_);
    if (write_error_) co_return *write_error_;
    if (failing_ends_ > 0) {
      --failing_ends_;
      co_return Error{ErrorCode::kIo, "The end was not written."};
    }
    for (Turn& turn : turns_) {
      if (turn.id != turn_id) continue;
      turn.status = status;
      turn.answer = std::move(answer);
      turn.reasoning = std::move(reasoning);
      turn.last_seq = logs_[turn_id].size();
      turn.finished_ms = 2;
      co_return Result<void>();
    }
    co_return missing("turn");
  }
  Task<Result<Turn>> turn(Principal, std::string id) override {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(turns_, id, &Turn::id);
    if (found == turns_.end()) co_return missing("turn");
    co_return *found;
  }
  Task<Result<std::vector<Turn>>> turns(Principal, std::string conversation_id) override {
    const std::lock_guard lock(mutex_);
    std::vector<Turn> found;
    std::ranges::copy_if(turns_, std::back_inserter(found),
                         [&](const Turn& turn) { return turn.conversation_id == conversation_id; });
    co_return found;
  }
  Task<Result<store::TurnImage>> turn_image(Principal, std::string id,
                                            std::uint32_t index) override {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(turns_, id, &Turn::id);
    if (found == turns_.end() || index >= found->images.size()) co_return missing("picture");
    co_return found->images[index];
  }
  Task<Result<std::vector<EventRow>>> events(Principal, std::string turn_id,
                                             std::uint64_t after_seq, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<EventRow> found;
    for (const EventRow& row : logs_[turn_id]) {
      if (row.seq > after_seq && found.size() < limit) found.push_back(row);
    }
    co_return found;
  }
  Task<Result<Turn>> start_response(Principal who, Turn turn, store::Response response) override {
    auto made = co_await start_turn(who, std::move(turn));
    if (!made) co_return made.error();
    const std::lock_guard lock(mutex_);
    responses_[response.id] = std::move(response);
    co_return made;
  }
  Task<Result<store::Response>> response(Principal, std::string id) override {
    const std::lock_guard lock(mutex_);
    const auto found = responses_.find(id);
    if (found == responses_.end()) co_return missing("response");
    co_return found->second;
  }

  Task<Result<store::KeyLookup>> find_key(std::string) override { co_return store::KeyLookup{}; }
  Task<Result<void>> note_key_use(store::KeyUse) override { co_return Result<void>(); }

 private:
  static Error missing(const std::string& what) {
    return {ErrorCode::kNotFound, "There is no such " + what + "."};
  }
  Task<void> gate() {
    for (;;) {
      const std::uint64_t version = released_.version();
      {
        const std::lock_guard lock(mutex_);
        if (!held_) co_return;
      }
      co_await released_.changed_since(version);
    }
  }

  mutable std::mutex mutex_;
  std::optional<Error> write_error_;
  bool held_ = false;
  int failing_ends_ = 0;
  Notifier released_;
  std::map<std::string, Conversation> conversations_;
  std::map<std::string, store::Response> responses_;
  FakeHistory history_;
  std::vector<Turn> turns_;
  std::map<std::string, std::vector<EventRow>> logs_;
  std::vector<std::size_t> append_sizes_;
};

}  // namespace ponder::server
