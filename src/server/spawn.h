// Starts a coroutine that nobody awaits; what it throws is logged.
#pragma once

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

#include "base/async.h"

namespace ponder::server {

inline void log_failure(const std::exception_ptr& thrown) {
  if (thrown == nullptr) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& failure) {
    spdlog::error("a background task failed: {}", failure.what());
  }
}

inline void spawn(const asio::any_io_executor& executor, Task<void> task) {
  asio::co_spawn(executor, std::move(task), &log_failure);
}

}  // namespace ponder::server
