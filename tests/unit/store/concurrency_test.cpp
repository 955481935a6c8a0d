// Many callers at once: every write is there, in order, and they share commits.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <thread>

#include "store_fixture.h"

namespace ponder::store {
namespace {

constexpr std::uint64_t kTurns = 40;
constexpr std::uint64_t kEventsEach = 50;

// A turn as the server runs one: begins, logs in small groups, reads in between, ends.
Task<void> run_turn(Store& store, Principal me, Turn turn, std::atomic<int>& done) {
  const Result<Turn> started = co_await store.start_turn(me, turn);
  if (!started) co_return;
  for (std::uint64_t seq = 1; seq <= kEventsEach; seq += 2) {
    const Result<void> kept = co_await store.append_events(me, started->id, events(seq, seq + 1));
    if (!kept) co_return;
    const auto log = co_await store.events(me, started->id, 0, kEventsEach);
    if (!log || *log != events(1, seq + 1)) co_return;  // A writer sees its own writes.
  }
  const Result<void> ended =
      co_await store.finish_turn(me, started->id, TurnStatus::kFinished, "answer", "");
  if (ended) ++done;
}

class Concurrency : public StoreTest {};

TEST_F(Concurrency, KeepsEveryWriteOfEveryCaller) {
  const Conversation conversation = new_conversation();
  std::atomic<int> done{0};
  asio::io_context io;
  for (std::uint64_t i = 0; i < kTurns; ++i) {
    Turn turn;
    turn.conversation_id = conversation.id;
    asio::co_spawn(asio::make_strand(io), run_turn(*store_, me_, turn, done), asio::detached);
  }
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&io] { io.run(); });
  threads.clear();
  EXPECT_EQ(done, static_cast<int>(kTurns));

  const auto turns = await(store_->turns(me_, conversation.id)).value();
  ASSERT_EQ(turns.size(), kTurns);
  std::uint32_t position = 0;
  for (const Turn& turn : turns) {
    EXPECT_EQ(turn.position, ++position);
    EXPECT_EQ(turn.status, TurnStatus::kFinished);
    EXPECT_EQ(turn.last_seq, kEventsEach);
  }
  const StoreStats stats = store_->stats();
  EXPECT_EQ(stats.writes, 1 + kTurns * (2 + kEventsEach / 2));
  EXPECT_LT(stats.commits, stats.writes);
}

}  // namespace
}  // namespace ponder::store
