// Reads on a small pool of threads, each with a connection; they see what is committed and never
// wait for the writer. Internal to store/.
#pragma once

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/limits.h"
#include "base/place.h"
#include "base/result.h"
#include "store/sqlite.h"

namespace ponder::store {

class Readers {
 public:
  explicit Readers(std::vector<Database> databases)  // At least one.
      : idle_(std::move(databases)), threads_(idle_.size()) {}
  ~Readers() { threads_.join(); }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Thread-safe. Resumes the caller on its own executor. Errors: kOverloaded
  // (limits::kReadQueueMax are waiting), or what `query` answered.
  template <class T>
  Task<Result<T>> read(std::function<Result<T>(Database&)> query) {
    const Place place(waiting_);
    if (place.number > limits::kReadQueueMax) {
      co_return Error{ErrorCode::kOverloaded, std::to_string(limits::kReadQueueMax) +
                                                  " reads wait for the disk, which is the limit: "
                                                  "try again later."};
    }
    Task<Result<T>> there = run<T>(std::move(query));
    co_return co_await asio::co_spawn(threads_.get_executor(), std::move(there),
                                      asio::use_awaitable);
  }

 private:
  // A connection while it is in use. There are as many as threads, so one is there for each.
  class Lease {
   public:
    explicit Lease(Readers& owner) : owner_(owner), database_(owner.take()) {}
    ~Lease() { owner_.give_back(std::move(database_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Database& database() { return database_; }

   private:
    Readers& owner_;
    Database database_;
  };

  template <class T>
  Task<Result<T>> run(std::function<Result<T>(Database&)> query) {
    Lease lease(*this);
    co_return query(lease.database());
  }
  Database take() {
    const std::lock_guard lock(mutex_);
    Database database = std::move(idle_.back());
    idle_.pop_back();
    return database;
  }
  void give_back(Database database) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(database));
  }

  std::atomic<std::size_t> waiting_{0};
  std::mutex mutex_;
  std::vector<Database> idle_;
  asio::thread_pool threads_;
};

}  // namespace ponder::store
