// A server on a free port with two threads, and what it reported about its answers.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/server.h"
#include "support/raw_http.h"

namespace ponder::http {

using ponder::testing::RawClient;
using ponder::testing::RawResponse;
using std::chrono::milliseconds;

// Values from the server's threads to the test.
template <class T>
class Inbox {
 public:
  void push(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    changed_.notify_all();
  }
  T pop() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, ponder::testing::kRawWait, [&] { return !values_.empty(); })) {
      throw std::runtime_error("nothing was reported");
    }
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return values_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> values_;
};

struct Finished {
  std::string path;
  std::string id;
  unsigned status = 0;
  std::uint64_t duration_us = 0;
};

// Something that happens once, on the strand that made it. Also remembered when nobody waits yet.
class Signal : public std::enable_shared_from_this<Signal> {
 public:
  explicit Signal(const asio::any_io_executor& executor)
      : timer_(executor, std::chrono::steady_clock::time_point::max()) {}

  void fire() {
    fired_ = true;
    timer_.cancel();
  }
  void fire_from_another_thread() {
    asio::post(timer_.get_executor(), [self = shared_from_this()] { self->fire(); });
  }
  Task<void> wait() {
    boost::system::error_code ignored;
    while (!fired_) {
      co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
  }

 private:
  bool fired_ = false;
  asio::steady_timer timer_;
};

inline Task<std::shared_ptr<Signal>> make_signal() {
  co_return std::make_shared<Signal>(co_await asio::this_coro::executor);
}

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    config_.port = 0;
    config_.on_finished = [inbox = finished_](const Request& request, unsigned status,
                                              std::uint64_t duration_us) {
      inbox->push({request.path, request.id, status, duration_us});
    };
    router_.add("GET", "/hello", [](std::shared_ptr<Request> request) -> Task<Answer> {
      const auto name = request->query.find("name");
      co_return Response{.body = "hello " + (name == request->query.end() ? "you" : name->second),
                         .content_type = "text/plain"};
    });
    router_.add("POST", "/echo", [](std::shared_ptr<Request> request) -> Task<Answer> {
      co_return Response{.body = request->body, .content_type = "text/plain"};
    });
  }

  ~ServerTest() override { shut_down(); }

  // A stream from a coroutine function.
  void add_stream(const std::string& path,
                  std::function<Task<void>(std::shared_ptr<SseWriter>)> run) {
    router_.add("GET", path, [run = std::move(run)](std::shared_ptr<Request>) -> Task<Answer> {
      co_return Stream{.run = run};
    });
  }

  void start() {
    server_ = std::make_unique<Server>(io_.get_executor(), config_, router_);
    const auto started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
    for (int i = 0; i < 2; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
  }

  // Destroys the server and waits for all its work to end.
  void shut_down() {
    server_.reset();
    work_.reset();
    for (auto& thread : threads_) {
      thread.join();
    }
    threads_.clear();
  }

  RawClient client(int receive_bytes = 0) const {
    return RawClient(server_->port(), receive_bytes);
  }

  RawResponse ask(std::string_view request) const {
    RawClient one = client();
    one.send(request);
    return one.read_response();
  }

  static std::string get(std::string_view target, std::string_view more_headers = {}) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" +
           std::string(more_headers) + "\r\n";
  }

  static std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
  }

  // Waits for a state that nothing announces.
  static bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + ponder::testing::kRawWait;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) {
        return false;
      }
      std::this_thread::yield();
    }
    return true;
  }

  std::shared_ptr<Inbox<Finished>> finished_ = std::make_shared<Inbox<Finished>>();
  ServerConfig config_;
  Router router_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  std::unique_ptr<Server> server_;
  std::vector<std::thread> threads_;
};

}  // namespace ponder::http
