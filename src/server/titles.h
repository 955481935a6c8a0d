// Titles that the model gives to conversations which are still called by their first words. Made in
// the background, one at a time, after an answer; a turn that begins meanwhile goes first.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.h"
#include "chat/event.h"
#include "server/model_pool.h"
#include "store/store.h"

namespace ponder::server {

// What a model wrote, as a title: its first line without quotes, marks and "Title:". Empty: it is
// none.
std::string title_in(std::string_view written);

// Thread-safe. `pool` and `store` outlive all jobs: stop() first.
class Titles {
 public:
  // Both on any thread.
  using Changed = std::function<void(const store::Principal& who, const std::string& conversation)>;
  using Spent = std::function<void(const std::string& key_id, const chat::Usage&)>;

  Titles(asio::any_io_executor executor, ModelPool& pool, store::Store& store, Changed changed,
         Spent spent);

  // A turn of it has ended. Returns at once; where a title is being made already, this conversation
  // gets one after its next turn.
  void consider(store::Principal who, std::string conversation);
  // A turn begins: the title that is being made is given up, for now.
  void yield();
  Task<bool> stop(std::chrono::milliseconds patience);

 private:
  struct State;
  struct Job;
  static Task<void> run(Job job);
  static Task<std::string> write(const Job& job, const store::Turn& first);

  asio::any_io_executor executor_;
  std::shared_ptr<State> state_;  // Of the jobs as well.
};

}  // namespace ponder::server
