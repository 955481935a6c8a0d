// The pool: loaded once, unloaded to make room, honest about what it holds.
#include "server/model_pool.h"

#include <gmock/gmock.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <map>
#include <optional>
#include <thread>

#include "script_model.h"
#include "support/await.h"

namespace ponder::server {
namespace {

using ponder::testing::await;
using ::testing::HasSubstr;
using ModelPointer = std::shared_ptr<local::LoadedModel>;

// A machine with `bytes` of memory, of which the models that are alive take their share.
struct Machine {
  std::uint64_t bytes = 100;
  std::atomic<std::uint64_t> taken{0};
  std::map<std::string, int> loads;
};

class SizedModel : public ScriptModel {
 public:
  SizedModel(std::shared_ptr<Machine> machine, std::uint64_t bytes)
      : ScriptModel(std::make_shared<Script>()), machine_(std::move(machine)), bytes_(bytes) {
    machine_->taken += bytes_;
  }
  ~SizedModel() override { machine_->taken -= bytes_; }
  std::uint64_t memory_bytes() const override { return bytes_; }

 private:
  std::shared_ptr<Machine> machine_;
  std::uint64_t bytes_;
};

ModelEntry sized(const std::shared_ptr<Machine>& machine, const std::string& name,
                 std::uint64_t bytes) {
  ModelEntry entry;
  entry.name = name;
  entry.memory_bytes = bytes;
  entry.load = [machine, name, bytes]() -> Result<std::unique_ptr<local::LoadedModel>> {
    ++machine->loads[name];
    return std::unique_ptr<local::LoadedModel>(std::make_unique<SizedModel>(machine, bytes));
  };
  return entry;
}

class ModelPoolTest : public ::testing::Test {
 protected:
  void make_pool(std::vector<ModelEntry> entries) {
    pool_ = std::make_unique<ModelPool>(
        std::move(entries), [machine = machine_] { return machine->bytes - machine->taken; });
  }
  Result<ModelPointer> acquire(const std::string& name) { return await(pool_->acquire(name)); }
  ModelState state(const std::string& name) {
    for (const ModelStatus& status : pool_->list()) {
      if (status.entry.name == name) return status.state;
    }
    throw std::runtime_error("not listed: " + name);
  }

  std::shared_ptr<Machine> machine_ = std::make_shared<Machine>();
  std::unique_ptr<ModelPool> pool_;
};

TEST_F(ModelPoolTest, AnUnknownNameIsToldWhatThereIs) {
  make_pool({sized(machine_, "small", 1), sized(machine_, "large", 2)});
  const auto model = acquire("medium");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(model.error().param, "model");
  EXPECT_THAT(model.error().message, HasSubstr("\"medium\""));
  EXPECT_THAT(model.error().message, HasSubstr("small, large"));
  EXPECT_EQ(pool_->resolve("medium").error().message, model.error().message);
}

TEST_F(ModelPoolTest, WithoutModelsTheErrorSaysHowToGetOne) {
  make_pool({});
  EXPECT_THAT(acquire("").error().message, HasSubstr("ponder pull"));
}

TEST_F(ModelPoolTest, AnEmptyNameMeansTheFirst) {
  make_pool({sized(machine_, "small", 1), sized(machine_, "large", 2)});
  EXPECT_EQ(*pool_->resolve(""), "small");
  ASSERT_TRUE(acquire(""));
  EXPECT_EQ(state("small"), ModelState::kReady);
  EXPECT_EQ(state("large"), ModelState::kAvailable);
}

TEST_F(ModelPoolTest, CallersThatComeTogetherShareOneLoad) {
  std::latch may_load(1);
  ModelEntry entry = sized(machine_, "small", 1);
  entry.load = [&may_load, load = entry.load] {
    may_load.wait();
    return load();
  };
  make_pool({entry});
  asio::io_context io;
  std::vector<Result<ModelPointer>> models;
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(io, pool_->acquire("small"),
                   [&](const std::exception_ptr&, Result<ModelPointer> model) {
                     models.push_back(std::move(model));
                   });
  }
  io.poll();  // All three wait now.
  EXPECT_TRUE(models.empty());
  EXPECT_EQ(state("small"), ModelState::kLoading);
  may_load.count_down();
  io.run();
  ASSERT_EQ(models.size(), 3U);
  for (const auto& model : models) {
    ASSERT_TRUE(model);
    EXPECT_EQ(*model, *models.front());
  }
  EXPECT_EQ(machine_->loads["small"], 1);
  EXPECT_EQ(state("small"), ModelState::kReady);
}

TEST_F(ModelPoolTest, AFailedLoadSaysWhyAndIsTriedAgain) {
  ModelEntry entry = sized(machine_, "small", 1);
  bool broken = true;
  entry.load = [&broken, load = entry.load]() -> Result<std::unique_ptr<local::LoadedModel>> {
    if (broken) return Error{ErrorCode::kIo, "the file is truncated"};
    return load();
  };
  make_pool({entry});
  const auto failed = acquire("small");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(failed.error().message, HasSubstr("the file is truncated"));
  EXPECT_EQ(state("small"), ModelState::kFailed);
  EXPECT_THAT(pool_->list().front().reason, HasSubstr("the file is truncated"));
  broken = false;
  EXPECT_TRUE(acquire("small"));
  EXPECT_EQ(state("small"), ModelState::kReady);
}

TEST_F(ModelPoolTest, AnExceptionInALoadFailsThatLoadOnly) {
  ModelEntry entry = sized(machine_, "small", 1);
  entry.load = []() -> Result<std::unique_ptr<local::LoadedModel>> {
    throw std::runtime_error("bad alloc somewhere");
  };
  make_pool({entry});
  EXPECT_THAT(acquire("small").error().message, HasSubstr("bad alloc somewhere"));
}

TEST_F(ModelPoolTest, TheLeastRecentlyUsedIdleModelGoesToMakeRoom) {
  make_pool({sized(machine_, "a", 40), sized(machine_, "b", 40), sized(machine_, "c", 40)});
  ASSERT_TRUE(acquire("a"));
  ASSERT_TRUE(acquire("b"));
  ASSERT_TRUE(acquire("a"));
  ASSERT_TRUE(acquire("c"));
  EXPECT_EQ(state("a"), ModelState::kReady);
  EXPECT_EQ(state("b"), ModelState::kAvailable);
  EXPECT_EQ(state("c"), ModelState::kReady);
  EXPECT_EQ(machine_->taken, 80U);
}

TEST_F(ModelPoolTest, AModelInUseStaysAndTheErrorNamesTheNumbers) {
  machine_->bytes = 100'000'000;
  make_pool({sized(machine_, "a", 40'000'000), sized(machine_, "b", 70'000'000)});
  const auto held = acquire("a");
  ASSERT_TRUE(held);
  const auto refused = acquire("b");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("needs 70 MB"));
  EXPECT_THAT(refused.error().message, HasSubstr("60 MB are free"));
  EXPECT_EQ(state("a"), ModelState::kReady);
  EXPECT_EQ(state("b"), ModelState::kFailed);
}

TEST_F(ModelPoolTest, NothingIsUnloadedWhereEvenThatWouldNotDo) {
  make_pool({sized(machine_, "a", 40), sized(machine_, "b", 40), sized(machine_, "huge", 101)});
  ASSERT_TRUE(acquire("a"));
  ASSERT_TRUE(acquire("b"));
  EXPECT_FALSE(acquire("huge"));
  EXPECT_EQ(state("a"), ModelState::kReady);
  EXPECT_EQ(state("b"), ModelState::kReady);
}

TEST_F(ModelPoolTest, ClosingWaitsForTheLoadThatIsUnderWay) {
  std::latch loading(1);
  std::latch may_load(1);
  ModelEntry entry = sized(machine_, "slow", 1);
  entry.load = [&, load = entry.load] {
    loading.count_down();
    may_load.wait();
    return load();
  };
  make_pool({entry});
  asio::io_context io;
  std::optional<Result<ModelPointer>> model;
  asio::co_spawn(io, pool_->acquire("slow"),
                 [&](const std::exception_ptr&, Result<ModelPointer> got) { model = got; });
  io.poll();
  loading.wait();
  std::thread closing([this] { pool_.reset(); });
  may_load.count_down();
  closing.join();
  io.run();
  ASSERT_TRUE(model.has_value());
  EXPECT_TRUE(*model);
}

TEST_F(ModelPoolTest, AReadyModelShowsItsEngine) {
  make_pool({sized(machine_, "a", 40)});
  ASSERT_TRUE(acquire("a"));
  EXPECT_EQ(pool_->list().front().stats.steps, 7U);
}

}  // namespace
}  // namespace ponder::server
