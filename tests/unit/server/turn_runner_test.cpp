// A turn that is stopped before its mode thinks: while its pictures are read.
#include "server/turn_runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chat/law.h"
#include "chat/reduce.h"
#include "fake_store.h"
#include "script_model.h"
#include "server/repair_turn.h"
#include "support/await.h"

namespace ponder::server {
namespace {

// Checks the events' law on the way.
class LawfulSink : public chat::StateSink {
 public:
  void emit(chat::Event event) override {
    EXPECT_EQ(law_.accept(event), std::nullopt);
    chat::StateSink::emit(std::move(event));
  }
  bool finished() const { return law_.finished(); }

 private:
  chat::EventLaw law_;
};

class TurnRunnerTest : public ::testing::Test {
 protected:
  TurnRunnerTest() {
    chat::Message asked = chat::message_of(chat::Role::kUser, "What is it?");
    for (const char* file : {"one", "two"}) {
      asked.images.push_back({0, std::make_shared<const std::string>(file), {}});
    }
    job_.request.messages = {std::move(asked)};
    job_.pictures = std::make_shared<sight::Reader>([this](const std::string&) {
      if (++reads_ == stopped_at_) halt(*job_.control, modes::Halt::kStop);
      return Result<sight::Reading>(sight::Reading{});
    });
  }
  void run() {
    ScriptModel model(script_);
    testing::await(run_turn(model, job_, sink_));
  }
  void expect_stopped() const {
    EXPECT_TRUE(sink_.finished());
    EXPECT_EQ(sink_.state.finish, chat::FinishReason::kStoppedByUser);
    EXPECT_TRUE(script_->heard().empty());
  }

  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  std::shared_ptr<modes::TurnControl> control_ = std::make_shared<modes::TurnControl>();
  std::shared_ptr<TurnSlots> slots_ = std::make_shared<TurnSlots>(1);
  std::atomic<int> reads_ = 0;
  int stopped_at_ = 1;
  TurnJob job_{
      "turn_1", "local", {}, control_, *slots_->take(control_), std::make_shared<Metrics>()};
  LawfulSink sink_;
};

TEST_F(TurnRunnerTest, ReadsNoMorePicturesOnceItIsStopped) {
  run();
  expect_stopped();
  EXPECT_EQ(reads_, 1);
}

TEST_F(TurnRunnerTest, AsksNoModelWhenItIsStoppedAfterTheLastPicture) {
  stopped_at_ = 2;
  run();
  expect_stopped();
  EXPECT_EQ(reads_, 2);
}

TEST_F(TurnRunnerTest, TheServersStopIsAnInterruption) {
  stopped_at_ = 0;
  EXPECT_FALSE(testing::await(slots_->stop_all(std::chrono::milliseconds(0))));
  run();
  EXPECT_EQ(sink_.state.finish, chat::FinishReason::kInterrupted);
  EXPECT_EQ(reads_, 0);
}

// What code says of what it knows by then is told all the same: it may be of dangers.
TEST_F(TurnRunnerTest, TheRepairAssistantReadsNoMorePicturesEither) {
  job_.request.repair.emplace();
  ModelPool pool({script_entry("scripted", script_)}, [] { return std::uint64_t{1} << 40U; });
  FakeStore store;
  testing::await(run_repair({pool, store, store::Principal{"local"}}, job_, sink_));
  expect_stopped();
  EXPECT_EQ(reads_, 1);
  EXPECT_TRUE(sink_.state.repair.has_value());
}

}  // namespace
}  // namespace ponder::server
