#include "modes/readers.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/scripted_generator.h"
#include "support/virtual_clock.h"

namespace ponder::modes {
namespace {

using std::chrono::milliseconds;
using test::Script;
using test::ScriptedGenerator;
using test::VirtualClock;

class ThrowingBranch : public generate::Branch {
 public:
  Task<Result<generate::BranchDelta>> next() override {
    throw std::runtime_error("out of order");
    co_return generate::BranchDelta{};
  }
  chat::Usage usage() const override { return {}; }
};

struct Rig {
  VirtualClock clock;
  ScriptedGenerator generator{clock};
  asio::io_context io;
  BranchReaders readers{io.get_executor(), clock};

  // Starts one reader a script, branches 1, 2, ...
  Task<void> start() {
    auto trunk = co_await generator.open({});
    std::vector<generate::BranchSpec> specs(generator.scripts.size());
    auto branches = co_await (*trunk)->fork(std::move(specs));
    chat::BranchId id = 0;
    for (auto& branch : *branches) readers.start(++id, std::move(branch));
  }

  void run(Task<void> task) {
    bool done = false;
    asio::co_spawn(io, std::move(task), [&done](const std::exception_ptr& error) {
      EXPECT_EQ(error, nullptr);
      done = true;
    });
    EXPECT_TRUE(run_until(io, clock, milliseconds{1000}, [&] { return done; }));
  }
};

std::string text_of(const std::optional<Arrival>& arrival) {
  if (!arrival) return "nothing";
  if (!arrival->delta) return arrival->delta.error().message;
  return std::to_string(arrival->branch) + ":" + arrival->delta->text;
}

Task<void> read_two(Rig& rig, std::vector<std::string>& seen) {
  co_await rig.start();
  while (seen.size() < 6) {
    const auto arrival = co_await rig.readers.next(rig.clock.now() + milliseconds{500});
    if (arrival) seen.push_back(text_of(arrival));
  }
  co_await rig.readers.join();
}

TEST(BranchReaders, ReadsAllBranchesAtOnce) {
  Rig rig;
  rig.generator.scripts = {
      Script{}.say("a", 1, 0, milliseconds{10}).say("c", 1, 0, milliseconds{20}).finish(),
      Script{}.say("b", 1, 0, milliseconds{20}).say("d", 1, 0, milliseconds{20}).finish()};
  std::vector<std::string> seen;
  rig.run(read_two(rig, seen));
  EXPECT_EQ(seen, (std::vector<std::string>{"1:a", "2:b", "1:c", "1:", "2:d", "2:"}));
  EXPECT_EQ(rig.generator.alive, 0U);
}

Task<void> stop_silent(Rig& rig) {
  co_await rig.start();
  EXPECT_EQ(text_of(co_await rig.readers.next(rig.clock.now() + milliseconds{50})), "nothing");
  EXPECT_EQ(rig.generator.alive, 2U);
  rig.readers.stop(1);
  EXPECT_EQ(text_of(co_await rig.readers.next(rig.clock.now() + milliseconds{50})), "nothing");
  EXPECT_EQ(rig.generator.alive, 1U);
  EXPECT_EQ(rig.generator.branches[0].destroyed, milliseconds{50});
  rig.readers.stop_all();
  rig.readers.stop_all();
  co_await rig.readers.join();
}

TEST(BranchReaders, DestroysAStoppedBranchAtOnce) {
  Rig rig;
  rig.generator.scripts.resize(2);  // Silent.
  rig.run(stop_silent(rig));
  EXPECT_EQ(rig.generator.alive, 0U);
}

Task<void> stop_before_start(Rig& rig) {
  co_await rig.start();
  rig.readers.stop_all();
  co_await rig.readers.join();
}

TEST(BranchReaders, StopsABranchThatWasNeverRead) {
  Rig rig;
  rig.generator.scripts = {Script{}.say("a").finish()};
  rig.run(stop_before_start(rig));
  EXPECT_EQ(rig.generator.alive, 0U);
  EXPECT_EQ(rig.generator.branches[0].steps_given, 0U);
}

Task<void> drop_queued(Rig& rig, std::vector<std::string>& seen) {
  co_await rig.start();
  const TimePoint later = rig.clock.now() + milliseconds{100};
  const auto sleeper = rig.clock.make_sleeper(rig.io.get_executor());
  co_await sleeper->sleep_until(later);
  rig.readers.stop(1);
  seen.push_back(text_of(co_await rig.readers.next(later)));
  rig.readers.stop_all();
  co_await rig.readers.join();
}

TEST(BranchReaders, DropsWhatAStoppedBranchLeftBehind) {
  Rig rig;
  rig.generator.scripts = {Script{}.say("a", 1, 0, milliseconds{10}),
                           Script{}.say("b", 1, 0, milliseconds{20})};
  std::vector<std::string> seen;
  rig.run(drop_queued(rig, seen));
  EXPECT_EQ(seen, (std::vector<std::string>{"2:b"}));
}

Task<void> read_throwing(Rig& rig, std::string& seen) {
  rig.readers.start(1, std::make_unique<ThrowingBranch>());
  seen = text_of(co_await rig.readers.next(TimePoint::max()));
  co_await rig.readers.join();
}

TEST(BranchReaders, TurnsAnExceptionIntoAnError) {
  Rig rig;
  std::string seen;
  rig.run(read_throwing(rig, seen));
  EXPECT_EQ(seen, "a branch failed: out of order");
}

}  // namespace
}  // namespace ponder::modes
