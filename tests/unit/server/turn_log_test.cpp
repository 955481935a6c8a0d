// The law of a stored turn's log: numbered, grouped, committed, then shown; and what a failing
// store does to it.
#include "server/turn_log.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>

#include "api/events.h"
#include "base/limits.h"
#include "chat/law.h"
#include "fake_store.h"

namespace ponder::server {
namespace {

using std::chrono::steady_clock;

class TurnLogTest : public ::testing::Test {
 protected:
  TurnLogTest() {
    store::Turn turn;
    turn.id = "turn_1";
    turn.conversation_id = "conv_1";
    turn = *run(store_.start_turn({"local"}, turn));
    log_ = std::make_shared<TurnLog>(io_.get_executor(), store_, store::Principal{"local"}, turn,
                                     control_, [this] { ended_ = true; });
    asio::co_spawn(io_, log_->write(), asio::detached);
  }

  // Runs the coroutine to its end, beside what else is in the context.
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    asio::co_spawn(io_, std::move(task), [&](const std::exception_ptr& thrown, T value) {
      if (thrown) std::rethrow_exception(thrown);
      result.emplace(std::move(value));
    });
    io_.restart();
    while (!result) io_.run_one();
    return std::move(*result);
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  void run_until_ended() {
    io_.restart();
    while (!ended_) io_.run_one();
    settle();
  }

  void begin() {
    log_->emit(chat::TurnStarted{"turn_1", chat::Mode::kInstant, "m"});
    log_->emit(chat::PartStarted{1, 0, chat::PartKind::kText, "", ""});
  }
  void say(const std::string& text) { log_->emit(chat::TextDelta{1, text, {}}); }
  void end() {
    log_->emit(chat::PartFinished{1});
    log_->emit(chat::TurnFinished{});
  }
  void say_hello() {
    begin();
    say("Hello");
    end();
    run_until_ended();
  }
  std::vector<store::EventRow> shown() {
    auto reader = FeedReader::open(log_->feed(), 0);
    std::vector<store::EventRow> rows;
    while (rows.size() < log_->feed()->last_seq()) {
      const auto page = run((*reader)->next());
      for (const SharedRow& row : page->rows) rows.push_back(*row);
    }
    return rows;
  }

  asio::io_context io_;
  FakeStore store_;
  std::shared_ptr<modes::TurnControl> control_ = std::make_shared<modes::TurnControl>();
  bool ended_ = false;
  std::shared_ptr<TurnLog> log_;
};

TEST_F(TurnLogTest, NothingIsShownBeforeItIsCommitted) {
  store_.hold_writes(true);
  begin();
  settle();
  EXPECT_EQ(log_->feed()->last_seq(), 0U);
  EXPECT_TRUE(store_.log_of("turn_1").empty());
  store_.hold_writes(false);
  settle();
  EXPECT_EQ(log_->feed()->last_seq(), 2U);
  EXPECT_EQ(store_.log_of("turn_1").size(), 2U);
}

TEST_F(TurnLogTest, TheFirstTextDoesNotWaitForTheGroup) {
  begin();
  settle();
  say("Hel");
  settle();  // No timer runs out in between: poll() does not wait.
  EXPECT_EQ(log_->feed()->last_seq(), 3U);
}

TEST_F(TurnLogTest, DeltasAreGroupedByTime) {
  const auto started = steady_clock::now();
  begin();
  for (int i = 0; i < 500; ++i) {
    say("x");
    settle();
  }
  end();
  run_until_ended();
  const auto groups = store_.append_sizes().size();
  const auto intervals = (steady_clock::now() - started) / limits::kEventFlush;
  EXPECT_LE(groups, static_cast<std::size_t>(intervals) + 4);
  EXPECT_EQ(log_->snapshot().answer, std::string(500, 'x'));
}

TEST_F(TurnLogTest, ShownIsWhatIsStoredAndKeepsTheLaw) {
  begin();
  settle();
  for (const char* text : {"Hel", "lo", "!"}) {
    say(text);
    settle();
  }
  end();
  run_until_ended();
  const auto rows = shown();
  EXPECT_EQ(rows, store_.log_of("turn_1"));
  chat::EventLaw law;
  std::uint64_t seq = 0;
  for (const store::EventRow& row : rows) {
    EXPECT_EQ(row.seq, ++seq);
    EXPECT_EQ(law.accept(*api::decode_event(row.event_json)), std::nullopt);
  }
  EXPECT_TRUE(law.finished());
}

TEST_F(TurnLogTest, WhoSeesTheEndFindsTheRowFinished) {
  say_hello();
  const auto row = run(store_.turn({"local"}, "turn_1"));
  EXPECT_EQ(row->status, store::TurnStatus::kFinished);
  EXPECT_EQ(row->answer, "Hello");
  const store::Turn now = log_->snapshot();
  EXPECT_EQ(now.status, store::TurnStatus::kFinished);
  EXPECT_EQ(now.last_seq, row->last_seq);
  EXPECT_GT(now.finished_ms, 0);
}

TEST_F(TurnLogTest, AnEndThatIsNotStoredAtOnceIsTriedAgain) {
  store_.fail_ends(limits::kTurnEndTries - 1);
  say_hello();
  const auto row = run(store_.turn({"local"}, "turn_1"));
  EXPECT_EQ(row->status, store::TurnStatus::kFinished);
  EXPECT_EQ(row->answer, "Hello");
}

TEST_F(TurnLogTest, ReadersDoNotWaitForeverForAnEndThatCannotBeStored) {
  store_.fail_ends(limits::kTurnEndTries);
  say_hello();
  EXPECT_EQ(run(store_.turn({"local"}, "turn_1"))->status, store::TurnStatus::kRunning);
  EXPECT_EQ(log_->snapshot().status, store::TurnStatus::kFinished);
}

TEST_F(TurnLogTest, AFullDiskFailsTheTurnInSightOfItsReaders) {
  begin();
  say("kept");
  settle();
  store_.fail_writes(Error{ErrorCode::kNoSpace, "The disk is full."});
  say("lost");
  run_until_ended();
  EXPECT_EQ(control_->halt, modes::Halt::kStop);
  const auto rows = shown();
  ASSERT_EQ(rows.size(), store_.log_of("turn_1").size() + 1);
  EXPECT_EQ(rows.back().seq, rows.size());
  const auto last = api::decode_event(rows.back().event_json);
  const auto& failed = std::get<chat::TurnFailed>(*last);
  EXPECT_EQ(failed.error.code, ErrorCode::kNoSpace);
  EXPECT_EQ(failed.error.message, "The disk is full.");
  EXPECT_EQ(log_->snapshot().status, store::TurnStatus::kFailed);
  EXPECT_EQ(log_->snapshot().answer, "kept");
  say("dropped");
  settle();
  EXPECT_EQ(shown(), rows);
}

TEST_F(TurnLogTest, ReadersBeginAnywhereAndAreBounded) {
  say_hello();
  const auto whole = shown();
  for (std::uint64_t seq = 0; seq <= whole.size() + 1; ++seq) {
    auto reader = FeedReader::open(log_->feed(), seq);
    const auto page = run((*reader)->next());
    EXPECT_TRUE(page->ended);
    EXPECT_EQ(page->rows.size(), whole.size() - std::min<std::size_t>(seq, whole.size()));
  }
  std::vector<std::shared_ptr<FeedReader>> readers;
  for (std::size_t i = 0; i < limits::kSubscribersPerTurnMax; ++i) {
    readers.push_back(*FeedReader::open(log_->feed(), 0));
  }
  const auto refused = FeedReader::open(log_->feed(), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  readers.pop_back();
  EXPECT_TRUE(FeedReader::open(log_->feed(), 0));
}

TEST_F(TurnLogTest, AClosedReaderStopsWaiting) {
  begin();
  settle();
  auto reader = *FeedReader::open(log_->feed(), 2);
  std::optional<bool> ended;
  asio::co_spawn(io_, reader->next(),
                 [&](const std::exception_ptr&, Result<TurnPage> page) { ended = page->ended; });
  settle();
  EXPECT_FALSE(ended.has_value());
  reader->close();
  settle();
  EXPECT_EQ(ended, true);
}

}  // namespace
}  // namespace ponder::server
