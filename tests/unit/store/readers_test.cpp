// Reads share a bounded queue and a few connections.
#include "store/readers.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "store_fixture.h"

namespace ponder::store {
namespace {

using Query = std::function<Result<int>(Database&)>;

class ReadersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.database()).flush();
    std::vector<Database> databases;
    databases.push_back(Database::open(folder_.database()).value());
    readers_.emplace(std::move(databases));
  }

  TempFolder folder_;
  std::optional<Readers> readers_;
};

TEST_F(ReadersTest, RefuseMoreThanTheQueueHolds) {
  asio::io_context io;
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::size_t answered = 0;
  std::optional<Result<int>> refused;
  for (std::size_t i = 0; i < limits::kReadQueueMax; ++i) {
    Query query = [gone](Database&) -> Result<int> {
      gone.wait();
      return 7;
    };
    asio::co_spawn(io, readers_->read(std::move(query)),
                   [&](std::exception_ptr, Result<int> result) { answered += result ? 1 : 0; });
  }
  asio::co_spawn(io, readers_->read(Query([](Database&) -> Result<int> { return 8; })),
                 [&](std::exception_ptr, Result<int> result) { refused = std::move(result); });
  while (!refused) io.run_one();
  EXPECT_EQ(refused->error().code, ErrorCode::kOverloaded);
  EXPECT_THAT(refused->error().message, ::testing::HasSubstr("16384 reads wait"));
  EXPECT_EQ(answered, 0U);
  go.set_value();
  io.run();
  EXPECT_EQ(answered, limits::kReadQueueMax);
  EXPECT_EQ(await(readers_->read(Query([](Database&) -> Result<int> { return 9; }))).value(), 9);
}

TEST_F(ReadersTest, GiveAConnectionBackWhateverTheQueryDoes) {
  const Query throws = [](Database&) -> Result<int> { throw std::runtime_error("broken"); };
  for (int i = 0; i < 3; ++i) EXPECT_THROW(await(readers_->read(throws)), std::runtime_error);
  EXPECT_EQ(await(readers_->read(Query([](Database& database) -> Result<int> {
              return static_cast<int>(database.number("SELECT 5").value());
            }))).value(),
            5);
}

}  // namespace
}  // namespace ponder::store
