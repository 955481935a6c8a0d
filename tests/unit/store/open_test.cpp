// Opening: the rights of the files, and every way in which a folder cannot be used.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "store_fixture.h"

namespace ponder::store {
namespace {

using ::testing::HasSubstr;

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}

StoreConfig in(const std::filesystem::path& folder) { return {folder, 2, 0}; }

TEST(Opening, MakesAPrivateFolderWithPrivateFiles) {
  const TempFolder folder;
  const std::filesystem::path data = folder.path() / "a" / "data";
  const auto store = try_open(in(data));
  ASSERT_TRUE(store.has_value()) << store.error().message;
  await((*store)->create_conversation((*store)->local_user(), "t")).value();
  EXPECT_EQ(mode_of(data), 0700U);
  for (const char* file : {"ponder.db", "ponder.db-wal", "ponder.db-shm", "ponder.lock"}) {
    EXPECT_EQ(mode_of(data / file), 0600U) << file;
  }
}

TEST(Opening, MakesAPrivateFolderAlsoWithASlashAtTheEnd) {
  const TempFolder folder;
  ASSERT_TRUE(try_open(in(folder.path() / "data" / "")).has_value());
  EXPECT_EQ(mode_of(folder.path() / "data"), 0700U);
}

TEST(Opening, TakesOthersRightsFromTheDatabaseButNotFromAFolderThatWasThere) {
  const TempFolder folder;
  ::chmod(folder.path().c_str(), 0755);
  std::ofstream(folder.database()).flush();
  ::chmod(folder.database().c_str(), 0644);
  ASSERT_TRUE(try_open(folder.config()).has_value());
  EXPECT_EQ(mode_of(folder.path()), 0755U);
  EXPECT_EQ(mode_of(folder.database()), 0600U);
}

TEST(Opening, SaysWhatToDoWithAFileWhereTheFolderShouldBe) {
  const TempFolder folder;
  std::ofstream(folder.path() / "data").flush();
  for (const auto& path : {folder.path() / "data", folder.path() / "data" / "below"}) {
    const Error error = open_error(in(path));
    EXPECT_EQ(error.code, ErrorCode::kIo);
    EXPECT_THAT(error.message, HasSubstr("Cannot make the folder " + path.string()));
    EXPECT_THAT(error.message, HasSubstr("choose another folder with --data"));
  }
}

TEST(Opening, SaysWhatToDoWithAFolderThatCannotBeWritten) {
  const Error error = open_error(in("/proc/self"));
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("Cannot write /proc/self/ponder.lock"));
}

TEST(Opening, SaysWhatToDoWithAFolderWhereTheDatabaseShouldBe) {
  const TempFolder folder;
  std::filesystem::create_directory(folder.database());
  const Error error = open_error(folder.config());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("Cannot write " + folder.database().string()));
}

TEST(Opening, RefusesWhatIsNoDatabase) {
  const TempFolder folder;
  std::ofstream(folder.database()) << std::string(8192, 'x');
  const Error error = open_error(folder.config());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("is not a Ponder database"));
}

TEST(Opening, RefusesADamagedDatabase) {
  const TempFolder folder;
  ASSERT_TRUE(try_open(folder.config()).has_value());
  {
    std::fstream file(folder.database(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);  // All pages but the first, which holds the header.
    file << std::string(std::filesystem::file_size(folder.database()) - 4096, '\xEE');
  }
  const Error error = open_error(folder.config());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("is damaged"));
  EXPECT_THAT(error.message, HasSubstr("backups"));
}

TEST(Opening, RefusesAFolderThatIsInUse) {
  const TempFolder folder;
  auto first = try_open(folder.config());
  ASSERT_TRUE(first.has_value());
  const Error error = open_error(folder.config());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("in use by another ponder"));
  first->reset();
  EXPECT_TRUE(try_open(folder.config()).has_value());
}

TEST(Opening, KeepsTheLocalUser) {
  const TempFolder folder;
  Principal first;
  {
    const auto store = try_open(folder.config());
    first = store.value()->local_user();
  }
  EXPECT_THAT(first.user_id, ::testing::StartsWith("user_"));
  EXPECT_EQ(try_open(folder.config()).value()->local_user(), first);
}

class NoSpace : public StoreTest {};

TEST_F(NoSpace, FailsTheWriteAndKeepsWhatIsThere) {
  StoreConfig small = folder_.config();
  small.bytes_max = 256U << 10U;
  open(small);
  const Turn turn = new_turn();
  std::uint64_t kept = 0;
  Result<void> result;
  while (result.has_value() && kept < 1000) {
    result = await(store_->append_events(me_, turn.id, {{kept + 1, std::string(4000, 'x')}}));
    if (result) ++kept;
  }
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, ErrorCode::kNoSpace);
  EXPECT_THAT(result.error().message, HasSubstr("No space left for"));
  EXPECT_GT(kept, 10U);
  EXPECT_EQ(await(store_->events(me_, turn.id, 0, 1000)).value().size(), kept);
  EXPECT_EQ(await(store_->turn(me_, turn.id)).value().last_seq, kept);

  open(folder_.config());  // With room again, all is as it was.
  const Turn after = await(store_->turn(me_, turn.id)).value();
  EXPECT_EQ(after.last_seq, kept);
  EXPECT_EQ(after.status, TurnStatus::kInterrupted);
  new_turn(turn.conversation_id);
}

TEST(SqliteErrors, AreTold) {
  const auto told = [](int code, int system_errno) {
    return sqlite_error(code, system_errno, "because", "/data/ponder.db");
  };
  EXPECT_EQ(told(SQLITE_FULL, 0).code, ErrorCode::kNoSpace);
  EXPECT_EQ(told(SQLITE_IOERR, ENOSPC).code, ErrorCode::kNoSpace);
  EXPECT_EQ(told(SQLITE_IOERR, EIO).code, ErrorCode::kIo);
  EXPECT_EQ(told(SQLITE_IOERR, EIO).message, "/data/ponder.db: because.");
  for (const int code : {SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM}) {
    EXPECT_EQ(told(code, 0).code, ErrorCode::kIo);
    EXPECT_THAT(told(code, 0).message, HasSubstr("make its folder writable"));
  }
  EXPECT_THAT(told(SQLITE_BUSY, 0).message, HasSubstr("locked by another program"));
  EXPECT_EQ(told(SQLITE_CONSTRAINT, 0).code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace ponder::store
