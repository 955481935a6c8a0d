// Work on a thread of its own: in order, bounded, answered on the caller's executor.
#include "base/worker.h"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <string>
#include <thread>

#include "support/await.h"

namespace ponder {
namespace {

using testing::await;

Task<Result<std::thread::id>> where(Worker& worker) {
  std::function<Result<std::thread::id>()> work = [] {
    return Result<std::thread::id>(std::this_thread::get_id());
  };
  co_return co_await worker.run(std::move(work));
}

TEST(WorkerTest, WorksOnOneThreadThatIsNotTheCallers) {
  Worker worker("things to do", 4);
  const auto first = await(where(worker));
  ASSERT_TRUE(first);
  EXPECT_NE(*first, std::this_thread::get_id());
  EXPECT_EQ(*await(where(worker)), *first);
}

TEST(WorkerTest, RefusesWhatIsTooMuchAndForgetsItThen) {
  Worker worker("things to do", 1);
  std::promise<void> begun;
  std::promise<void> may_end;
  std::thread busy([&] {
    std::function<Result<void>()> work = [&] {
      begun.set_value();
      may_end.get_future().wait();
      return Result<void>();
    };
    EXPECT_TRUE(await(worker.run(std::move(work))));
  });
  begun.get_future().wait();
  const auto refused = await(where(worker));
  may_end.set_value();
  busy.join();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOverloaded);
  EXPECT_EQ(refused.error().message,
            "There are 2 things to do; at most 1 wait at one time: try again later.");
  EXPECT_TRUE(await(where(worker)));
}

TEST(WorkerTest, AnswersWithTheErrorOfTheWork) {
  Worker worker("things to do", 1);
  std::function<Result<int>()> work = [] { return Result<int>(invalid("no")); };
  const auto answer = await(worker.run(std::move(work)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "no");
}

}  // namespace
}  // namespace ponder
