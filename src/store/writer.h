// The one writer: takes all writes that are waiting into one transaction (group commit), so that
// the cost of a commit is shared. Internal to store/.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/check.h"
#include "base/result.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {

class Writer {
 public:
  // Changes rows inside a transaction that others share. A failed one is undone alone. May be
  // called a second time after the first try was undone by the fault of another.
  using Change = std::function<Result<void>(Database&)>;

  explicit Writer(Database database);
  ~Writer();  // Commits what is waiting.
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Thread-safe. Resumes the caller on its own executor when the change is committed, or is not:
  // kOverloaded (limits::kWriteQueueMax are waiting), or what `change` or the commit answered.
  Task<Result<void>> write(Change change);

  // The same of a change that gives something: it is given once it is committed.
  template <class T>
  Task<Result<T>> write(std::function<Result<T>(Database&)> change) {
    auto given = std::make_shared<std::optional<T>>();
    Change kept = [change = std::move(change), given](Database& database) -> Result<void> {
      Result<T> result = change(database);
      if (!result) return result.error();
      *given = std::move(*result);
      return {};
    };
    const Result<void> done = co_await write(std::move(kept));
    if (!done) co_return done.error();
    std::optional<T>& value = *given;
    PONDER_CHECK(value.has_value());
    co_return *std::move(value);
  }

  StoreStats stats() const;

 private:
  using Done = std::function<void(Result<void>)>;
  struct Waiting {
    Change change;
    Done done;
  };
  struct Enqueue;

  void enqueue(Change change, Done done);
  void drain();
  std::vector<Result<void>> commit(const std::vector<Waiting>& group);
  Result<void> apply(const Change& change);
  Result<void> commit_or_undo(std::size_t writes);

  Database database_;  // Of the thread.
  mutable std::mutex mutex_;
  std::vector<Waiting> waiting_;
  bool draining_ = false;
  StoreStats stats_;
  asio::thread_pool thread_{1};
};

}  // namespace ponder::store
