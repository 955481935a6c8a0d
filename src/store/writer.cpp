#include "store/writer.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace ponder::store {

// Turns the waiting coroutine into a Done that posts its resumption to its own executor.
struct Writer::Enqueue {
  Writer* writer;
  Change change;

  template <class Handler>
  void operator()(Handler&& handler) {
    auto executor = asio::prefer(asio::get_associated_executor(handler),
                                 asio::execution::outstanding_work.tracked);
    auto resume = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    writer->enqueue(std::move(change), [executor, resume](Result<void> result) {
      asio::post(executor, [resume, result = std::move(result)]() mutable {
        std::move (*resume)(std::move(result));
      });
    });
  }
};

Writer::Writer(Database database) : database_(std::move(database)) {}

Writer::~Writer() { thread_.join(); }

Task<Result<void>> Writer::write(Change change) {
  Enqueue enqueue{this, std::move(change)};
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
      std::move(enqueue), asio::use_awaitable);
}

StoreStats Writer::stats() const {
  const std::lock_guard lock(mutex_);
  StoreStats stats = stats_;
  stats.writes_waiting = waiting_.size();
  return stats;
}

void Writer::enqueue(Change change, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < limits::kWriteQueueMax) {
      waiting_.push_back({std::move(change), std::move(done)});
      if (!std::exchange(draining_, true)) asio::post(thread_, [this] { drain(); });
      return;
    }
  }
  done(Error{ErrorCode::kOverloaded, std::to_string(limits::kWriteQueueMax) +
                                         " writes wait for the disk, which is the limit: try again "
                                         "later."});
}

void Writer::drain() {
  for (;;) {
    std::vector<Waiting> group;
    {
      const std::lock_guard lock(mutex_);
      group.swap(waiting_);
      draining_ = !group.empty();
    }
    if (group.empty()) return;
    std::vector<Result<void>> results = commit(group);
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done(std::move(results[i]));
  }
}

std::vector<Result<void>> Writer::commit(const std::vector<Waiting>& group) {
  const Result<void> begun = database_.script("BEGIN IMMEDIATE");
  if (!begun) return std::vector<Result<void>>(group.size(), begun);
  std::vector<Result<void>> results;
  results.reserve(group.size());
  for (const Waiting& waiting : group) {
    results.push_back(apply(waiting.change));
    if (!database_.in_transaction()) break;  // Undone as a whole (the disk is full, for one).
  }
  const Result<void> whole = commit_or_undo(group.size());
  if (whole) return results;
  if (group.size() == 1) return {results.front() ? whole : results.front()};
  // Some fail, but nothing says which: one by one, so that no write pays for its neighbours.
  results.clear();
  for (const Waiting& waiting : group) results.push_back(commit({waiting}).front());
  return results;
}

// A change that fails may have done a part of its work: the savepoint takes that back.
Result<void> Writer::apply(const Change& change) {
  const Result<std::int64_t> marked = database_.change("SAVEPOINT one");
  if (!marked) return marked.error();
  Result<void> result = change(database_);
  if (!database_.in_transaction()) return result;
  if (!result) (void)database_.change("ROLLBACK TO one");
  const Result<std::int64_t> released = database_.change("RELEASE one");
  return released ? result : Result<void>(released.error());
}

Result<void> Writer::commit_or_undo(std::size_t writes) {
  if (!database_.in_transaction()) {
    return Error{ErrorCode::kIo, "The database undid the transaction."};
  }
  const Result<std::int64_t> committed = database_.change("COMMIT");
  if (!committed) {
    if (database_.in_transaction()) (void)database_.script("ROLLBACK");
    return committed.error();
  }
  const std::lock_guard lock(mutex_);
  ++stats_.commits;
  stats_.writes += writes;
  return {};
}

}  // namespace ponder::store
