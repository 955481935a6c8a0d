// A thread of its own for work that blocks, with a bounded queue: what cannot be done at once on a
// thread that others wait for.
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

#include "base/async.h"
#include "base/place.h"
#include "base/result.h"

namespace ponder {

// Thread-safe. The thread begins with the first work.
class Worker {
 public:
  // `things`: what waits, for errors ("pictures to read").
  Worker(std::string things, std::size_t waiting_max)
      : things_(std::move(things)), waiting_max_(waiting_max) {}
  ~Worker() { join(); }  // Nothing waits any more.
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Waits for all that was asked for.
  void join() {
    const std::lock_guard lock(mutex_);
    if (thread_) thread_->join();
  }

  // Resumes the caller on its own executor. The worker lives until then. Errors: kOverloaded, or
  // what `work` answered.
  template <class T>
  Task<Result<T>> run(std::function<Result<T>()> work) {
    const Place place(waiting_);
    if (place.number > waiting_max_) {
      co_return Error{ErrorCode::kOverloaded,
                      "There are " + std::to_string(place.number) + ' ' + things_ + "; at most " +
                          std::to_string(waiting_max_) + " wait at one time: try again later."};
    }
    Task<Result<T>> there = on_thread<T>(std::move(work));
    co_return co_await asio::co_spawn(executor(), std::move(there), asio::use_awaitable);
  }

 private:
  template <class T>
  static Task<Result<T>> on_thread(std::function<Result<T>()> work) {
    co_return work();
  }
  asio::thread_pool::executor_type executor() {
    const std::lock_guard lock(mutex_);
    if (!thread_) thread_.emplace(1);
    return thread_->get_executor();
  }

  const std::string things_;
  const std::size_t waiting_max_;
  std::atomic<std::size_t> waiting_{0};
  std::mutex mutex_;
  std::optional<asio::thread_pool> thread_;
};

}  // namespace ponder
