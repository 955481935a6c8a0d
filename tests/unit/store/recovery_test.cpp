// What is left after the process has gone, in good order or not.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "store_fixture.h"

namespace ponder::store {
namespace {

class Recovery : public StoreTest {};

TEST_F(Recovery, EndsTurnsThatWereRunningAsInterrupted) {
  const Turn running = new_turn();
  const Turn silent = new_turn();
  const Turn finished = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, running.id, events(1, 3))));
  ASSERT_TRUE(await(store_->finish_turn(me_, finished.id, TurnStatus::kFinished, "a", "r")));
  const Turn before = await(store_->turn(me_, finished.id)).value();

  open(folder_.config());
  const Turn ended = await(store_->turn(me_, running.id)).value();
  EXPECT_EQ(ended.status, TurnStatus::kInterrupted);
  EXPECT_EQ(ended.answer, "123");
  EXPECT_EQ(ended.reasoning, "3 events");
  EXPECT_EQ(ended.last_seq, 3U);
  EXPECT_GE(ended.finished_ms, ended.created_ms);
  EXPECT_EQ(await(store_->turn(me_, silent.id)).value().reasoning, "0 events");
  EXPECT_EQ(await(store_->turn(me_, finished.id)).value(), before);
}

TEST_F(Recovery, KeepsTheStatusOfALogThatHoldsTheEnd) {
  const Turn turn = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(1, 2))));
  store_.reset();
  const auto reduce = [](const std::vector<EventRow>&) {
    return Store::Reduced{"whole", "why", TurnStatus::kFinished};
  };
  store_ = Store::open(folder_.config(), reduce).value();
  const Turn ended = await(store_->turn(me_, turn.id)).value();
  EXPECT_EQ(ended.status, TurnStatus::kFinished);
  EXPECT_EQ(ended.answer, "whole");
}

TEST_F(Recovery, CommitsWhatWasAcknowledgedBeforeTheStoreGoes) {
  const Turn turn = new_turn();
  ASSERT_TRUE(await(store_->append_events(me_, turn.id, events(1, 50))));
  open(folder_.config());
  EXPECT_EQ(await(store_->events(me_, turn.id, 0, 100)).value(), events(1, 50));
}

// The child: writes events one by one and tells each one that was acknowledged.
[[noreturn]] void write_until_killed(const StoreConfig& config, int acknowledged) {
  const auto store = Store::open(config, joined);
  if (!store) ::_exit(1);
  const Principal me = (*store)->local_user();
  Turn turn;
  turn.id = "turn_killed";
  turn.conversation_id = await((*store)->create_conversation(me, "t")).value().id;
  if (!await((*store)->start_turn(me, turn))) ::_exit(1);
  for (std::uint64_t seq = 1;; ++seq) {
    if (!await((*store)->append_events(me, turn.id, events(seq, seq)))) ::_exit(1);
    if (::write(acknowledged, &seq, sizeof(seq)) != sizeof(seq)) ::_exit(1);
  }
}

// Kills a child after it acknowledged `count` events. Returns the last one that was acknowledged.
std::uint64_t kill_after(const StoreConfig& config, std::uint64_t count) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_until_killed(config, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t last = 0;
  std::uint64_t seq = 0;
  while (::read(ends[0], &seq, sizeof(seq)) == sizeof(seq)) {
    last = seq;
    if (last == count) ::kill(child, SIGKILL);  // Reads on: what the pipe holds counts too.
  }
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return last;
}

TEST(KillNine, LosesNothingThatWasAcknowledged) {
  for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{300}}) {
    const TempFolder folder;
    const std::uint64_t acknowledged = kill_after(folder.config(), count);
    ASSERT_GE(acknowledged, count);
    const auto store = try_open(folder.config());
    ASSERT_TRUE(store.has_value()) << store.error().message;
    const Principal me = (*store)->local_user();
    const Turn turn = await((*store)->turn(me, "turn_killed")).value();
    EXPECT_EQ(turn.status, TurnStatus::kInterrupted);
    EXPECT_GE(turn.last_seq, acknowledged);
    EXPECT_EQ(await((*store)->events(me, turn.id, 0, 1'000'000)).value(), events(1, turn.last_seq));
  }
}

}  // namespace
}  // namespace ponder::store
