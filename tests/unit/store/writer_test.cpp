// Group commit: what waits together is committed together, and fails alone.
#include "store/writer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "base/limits.h"
#include "store_fixture.h"

namespace ponder::store {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

Result<void> insert(Database& database, int number) {
  const Result<std::int64_t> done = database.change("INSERT INTO numbers VALUES (?)", number);
  if (!done) return done.error();
  return {};
}

class WriterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.database()).flush();
    Database database = Database::open(folder_.database()).value();
    ASSERT_TRUE(
        database.script("PRAGMA journal_mode = WAL;"
                        "CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT;"));
    writer_.emplace(std::move(database));
  }

  // Starts a write whose result comes into results_[index] when io_ runs.
  void write(Writer::Change change) {
    const std::size_t index = results_.size();
    results_.emplace_back();
    asio::co_spawn(io_, writer_->write(std::move(change)),
                   [this, index](std::exception_ptr, Result<void> result) {
                     results_[index] = std::move(result);
                     resumed_on_.push_back(std::this_thread::get_id());
                   });
    io_.poll();  // As far as the queue.
  }
  void write_number(int number) {
    write([number](Database& database) { return insert(database, number); });
  }

  // Holds the writer in a change of its own, so that what follows waits together.
  void hold() {
    std::promise<void> held;
    std::future<void> is_held = held.get_future();
    auto holding = std::make_shared<std::promise<void>>(std::move(held));
    write([holding, go = go_.get_future().share()](Database&) {
      holding->set_value();
      go.wait();
      return Result<void>();
    });
    is_held.wait();
  }
  void let_go() {
    go_.set_value();
    io_.restart();
    io_.run();
  }

  std::int64_t rows() {
    Database database = Database::open(folder_.database()).value();
    return database.number("SELECT count(*) FROM numbers").value();
  }
  std::vector<bool> succeeded() const {
    std::vector<bool> all;
    for (const auto& result : results_) all.push_back(result && result->has_value());
    return all;
  }

  TempFolder folder_;
  std::optional<Writer> writer_;
  asio::io_context io_;
  std::promise<void> go_;
  std::vector<std::optional<Result<void>>> results_;
  std::vector<std::thread::id> resumed_on_;
};

TEST_F(WriterTest, CommitsWhatWaitsInOneTransaction) {
  hold();
  for (int i = 0; i < 100; ++i) write_number(i);
  EXPECT_EQ(writer_->stats().writes_waiting, 100U);
  let_go();
  EXPECT_THAT(succeeded(), Each(true));
  EXPECT_EQ(writer_->stats().commits, 2U);
  EXPECT_EQ(writer_->stats().writes, 101U);
  EXPECT_EQ(writer_->stats().writes_waiting, 0U);
  EXPECT_EQ(rows(), 100);
}

TEST_F(WriterTest, ResumesTheCallerOnItsOwnExecutor) {
  write_number(1);
  io_.restart();
  io_.run();
  EXPECT_THAT(resumed_on_, Each(std::this_thread::get_id()));
  EXPECT_EQ(resumed_on_.size(), 1U);
}

TEST_F(WriterTest, UndoesAFailedWriteAlone) {
  hold();
  write_number(1);
  write([](Database& database) -> Result<void> {
    (void)insert(database, 2);  // Done, then to be undone.
    return Error{ErrorCode::kConflict, "no"};
  });
  write_number(3);
  write_number(1);  // A duplicate.
  write_number(4);
  let_go();
  EXPECT_EQ(succeeded(), (std::vector<bool>{true, true, false, true, false, true}));
  EXPECT_EQ(results_[2]->error().message, "no");
  EXPECT_EQ(results_[4]->error().code, ErrorCode::kConflict);
  EXPECT_EQ(writer_->stats().commits, 2U);
  EXPECT_EQ(rows(), 3);
}

TEST_F(WriterTest, UndoesAFailedWriteThatIsAlone) {
  write([](Database& database) -> Result<void> {
    (void)insert(database, 2);
    return Error{ErrorCode::kConflict, "no"};
  });
  io_.restart();
  io_.run();
  EXPECT_EQ(results_[0]->error().message, "no");
  EXPECT_EQ(rows(), 0);
}

TEST_F(WriterTest, RepeatsTheOthersWhenOneUndoesTheWholeTransaction) {
  hold();
  write_number(1);
  write([](Database& database) -> Result<void> {
    (void)database.script("ROLLBACK");
    return Error{ErrorCode::kNoSpace, "full"};
  });
  write_number(3);
  let_go();
  EXPECT_EQ(succeeded(), (std::vector<bool>{true, true, false, true}));
  EXPECT_EQ(results_[2]->error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(rows(), 2);
}

TEST_F(WriterTest, FailsAllWhenTheDatabaseIsLocked) {
  Database other = Database::open(folder_.database()).value();
  hold();
  ASSERT_TRUE(other.script("PRAGMA busy_timeout = 0"));
  write([](Database& database) { return database.script("PRAGMA busy_timeout = 1"); });
  let_go();
  ASSERT_TRUE(other.script("BEGIN IMMEDIATE"));
  write_number(1);
  write_number(2);
  io_.restart();
  io_.run();
  ASSERT_TRUE(other.script("ROLLBACK"));
  EXPECT_EQ(results_[2]->error().code, ErrorCode::kIo);
  EXPECT_THAT(results_[2]->error().message, HasSubstr("locked by another program"));
  EXPECT_FALSE(results_[3]->has_value());
}

TEST_F(WriterTest, RefusesMoreThanTheQueueHolds) {
  hold();
  for (std::size_t i = 0; i < limits::kWriteQueueMax; ++i) {
    write([](Database&) { return Result<void>(); });
  }
  write_number(1);
  EXPECT_FALSE(results_.front().has_value());
  let_go();
  EXPECT_EQ(results_.back()->error().code, ErrorCode::kOverloaded);
  EXPECT_THAT(results_.back()->error().message, HasSubstr("16384 writes wait"));
  results_.pop_back();
  EXPECT_THAT(succeeded(), Each(true));
  EXPECT_EQ(rows(), 0);
}

TEST_F(WriterTest, CommitsWhatIsWaitingWhenItIsDestroyed) {
  hold();
  for (int i = 0; i < 10; ++i) write_number(i);
  go_.set_value();
  writer_.reset();
  EXPECT_EQ(rows(), 10);
  io_.restart();
  io_.run();
  EXPECT_THAT(succeeded(), Each(true));
}

}  // namespace
}  // namespace ponder::store
