// Runs one coroutine to its end on an io_context of its own, for tests that are not coroutines.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/async.h"

namespace ponder::testing {

template <class T>
T await(Task<T> task) {
  asio::io_context io;
  std::optional<T> result;
  std::exception_ptr thrown;
  asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
    thrown = error;
    if (!error) result.emplace(std::move(value));
  });
  io.run();
  if (thrown) std::rethrow_exception(thrown);
  if (!result) throw std::runtime_error("the coroutine never finished");
  return std::move(*result);
}

inline void await(Task<void> task) {
  asio::io_context io;
  std::exception_ptr thrown;
  asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) { thrown = error; });
  io.run();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace ponder::testing
