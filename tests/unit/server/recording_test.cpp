// One answer for any number of connections: what is kept of it, and when it is given up.
#include "server/recording.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace ponder::server {
namespace {

using std::chrono::milliseconds;

class RecordingTest : public ::testing::Test {
 protected:
  void make(milliseconds awaited) {
    recording_ = std::make_shared<Recording>(
        io_.get_executor(), [](std::size_t) { return true; },
        [this](bool keep) { told_.push_back(keep); }, awaited);
  }
  // Somebody asks: the answer waits until release().
  void ask(http::Answer answer) {
    http::Request request;
    request.body = std::string(1U << 20U, 'x');
    auto follower = Recording::join(recording_);
    Recording::start(
        recording_,
        [this, answer = std::move(answer)](std::shared_ptr<http::Request> given) {
          kept_ = given;
          return wait_then(answer);
        },
        request);
    asker_ = std::make_shared<http::Request>();
    asio::co_spawn(io_, Recording::follow(std::move(follower), asker_), asio::detached);
    poll();
  }
  void hang_up() {
    asker_->client->set_gone();
    poll();
  }
  void release() {
    released_ = true;
    waiting_.notify();
    poll();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  void run_until_told() {
    io_.restart();
    while (told_.empty()) io_.run_one();
    poll();
  }
  bool can_be_joined() { return Recording::join(recording_) != nullptr; }

  asio::io_context io_;
  std::shared_ptr<Recording> recording_;
  std::shared_ptr<http::Request> kept_;  // By the handler.
  std::vector<bool> told_;

 private:
  Task<http::Answer> wait_then(http::Answer answer) {
    while (!released_) {
      const std::uint64_t version = waiting_.version();
      co_await waiting_.changed_since(version);
    }
    co_return answer;
  }

  std::shared_ptr<http::Request> asker_;
  bool released_ = false;
  Notifier waiting_;
};

TEST_F(RecordingTest, KeepsAnAnswerButNotWhatWasAsked) {
  make(std::chrono::minutes(1));
  ask(http::Response{});
  EXPECT_EQ(kept_->body.size(), 1U << 20U);
  release();
  EXPECT_EQ(told_, std::vector<bool>{true});
  EXPECT_LT(kept_->body.capacity(), 1U << 10U);
}

TEST_F(RecordingTest, WhatNobodyAwaitedIsNotKept) {
  make(milliseconds(1));
  ask(http::Response{});
  hang_up();
  run_until_told();
  EXPECT_EQ(told_, std::vector<bool>{false});
  EXPECT_TRUE(kept_->client->gone());
  EXPECT_FALSE(can_be_joined());
  release();
  EXPECT_EQ(told_, std::vector<bool>{false}) << "told once";
  EXPECT_TRUE(kept_->body.empty());
}

struct Seen {
  bool closed = false, told_at_once = false;
};
Task<void> look(std::shared_ptr<http::SseWriter> out, Seen& seen) {
  seen.closed = out->closed();
  out->on_closed([&seen] { seen.told_at_once = true; });
  co_return;
}

// The client has gone before the handler knows that it will stream: a model was loading.
TEST_F(RecordingTest, AStreamThatBeginsAfterwardsIsClosed) {
  make(milliseconds(1));
  Seen seen;
  http::Stream stream;
  stream.run = [&seen](std::shared_ptr<http::SseWriter> out) { return look(std::move(out), seen); };
  ask(stream);
  hang_up();
  run_until_told();
  release();
  EXPECT_TRUE(seen.closed);
  EXPECT_TRUE(seen.told_at_once);
  EXPECT_EQ(told_, std::vector<bool>{false});
}

TEST_F(RecordingTest, WhoComesBackIsAwaitedAnew) {
  constexpr milliseconds kAwaited(100);
  make(kAwaited);
  ask(http::Response{});
  hang_up();
  std::this_thread::sleep_for(kAwaited);  // Nothing runs meanwhile.
  Recording::join(recording_).reset();
  poll();
  EXPECT_TRUE(can_be_joined());
}

}  // namespace
}  // namespace ponder::server
