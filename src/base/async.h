// The asynchronous vocabulary: Asio coroutines. A coroutine is awaited by the owner of what it
// borrows; `co_spawn` takes values only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ponder {

namespace asio = boost::asio;

template <class T>
using Task = asio::awaitable<T>;

}  // namespace ponder
