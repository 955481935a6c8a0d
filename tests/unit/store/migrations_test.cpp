// From any version to the newest: the schema, the backups, and what is refused.
#include "store/migrations.h"

#include <cstdlib>
#include <span>
#include <sstream>

#include "base/limits.h"
#include "store_fixture.h"

namespace ponder::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

std::string schema_of(Database& database) {
  const auto rows =
      database.select("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid",
                      [](const Row& row) { return row.text(0); });
  std::string schema =
      "-- user_version " + std::to_string(database.number("PRAGMA user_version").value()) + "\n";
  for (const std::string& sql : rows.value()) schema += sql + ";\n";
  return schema;
}

class Migrations : public ::testing::Test {
 protected:
  Database open() {
    if (!std::filesystem::exists(folder_.database())) std::ofstream(folder_.database()).flush();
    return Database::open(folder_.database()).value();
  }
  std::filesystem::path backups() const { return folder_.path() / "backups"; }
  std::vector<std::string> backup_names() const {
    std::vector<std::string> names;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(backups(), missing)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  // The first program, and what a later one might have done.
  const std::span<const Migration> first_ = all_migrations().first(1);
  const std::vector<Migration> later_ = {
      all_migrations().front(),
      {2, "ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT '';"},
      {3, "CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL) STRICT;"}};
  TempFolder folder_;
};

TEST_F(Migrations, GiveTheSchemaOfTheSnapshot) {
  Database database = open();
  ASSERT_TRUE(migrate(database, all_migrations(), backups()));
  const std::string path = PONDER_FIXTURES "/schema.sql";
  if (std::getenv("PONDER_SNAP") != nullptr) std::ofstream(path) << schema_of(database);
  std::ifstream file(path);
  std::stringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(schema_of(database), expected.str()) << "run with PONDER_SNAP=1 and read the diff";
}

TEST_F(Migrations, AreNumberedWithoutGaps) {
  std::int64_t expected = 0;
  for (const Migration& migration : all_migrations()) EXPECT_EQ(migration.version, ++expected);
}

TEST_F(Migrations, MakeNoBackupOfNothing) {
  Database database = open();
  ASSERT_TRUE(migrate(database, later_, backups()));
  EXPECT_EQ(database.number("PRAGMA user_version").value(), 3);
  EXPECT_THAT(backup_names(), IsEmpty());
}

TEST_F(Migrations, DoNothingTheSecondTime) {
  Database database = open();
  ASSERT_TRUE(migrate(database, all_migrations(), backups()));
  const std::string before = schema_of(database);
  ASSERT_TRUE(migrate(database, all_migrations(), backups()));
  EXPECT_EQ(schema_of(database), before);
  EXPECT_THAT(backup_names(), IsEmpty());
}

TEST_F(Migrations, BackUpThenKeepTheRows) {
  {
    Database database = open();
    ASSERT_TRUE(migrate(database, first_, backups()));
    ASSERT_TRUE(database.change("INSERT INTO users VALUES ('user_1', 'local', 5)"));
  }
  Database database = open();
  ASSERT_TRUE(migrate(database, later_, backups()));
  EXPECT_EQ(database.number("PRAGMA user_version").value(), 3);
  EXPECT_EQ(database.number("SELECT created_ms FROM users WHERE email = ''").value(), 5);

  ASSERT_EQ(backup_names().size(), 1U);
  EXPECT_THAT(backup_names()[0], MatchesRegex("ponder-v1-[0-9]{8}T[0-9]{6}Z\\.db"));
  const std::filesystem::path file = backups() / backup_names()[0];
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_EQ(std::filesystem::status(backups()).permissions(), perms::owner_all);
  Database backup = Database::open(file).value();
  EXPECT_EQ(backup.number("PRAGMA user_version").value(), 1);
  EXPECT_EQ(backup.number("SELECT created_ms FROM users").value(), 5);
}

TEST_F(Migrations, KeepTheNewestBackups) {
  Database database = open();
  ASSERT_TRUE(migrate(database, first_, backups()));
  std::filesystem::create_directory(backups());
  for (int year = 2001; year <= 2007; ++year) {
    // The version does not order them, the time does.
    std::ofstream(backups() / ("ponder-v" + std::to_string(2010 - year) + "-" +
                               std::to_string(year) + "0101T000000Z.db"));
  }
  std::ofstream(backups() / "mine.db");
  ASSERT_TRUE(migrate(database, later_, backups()));
  const std::vector<std::string> names = backup_names();
  ASSERT_EQ(names.size(), limits::kBackupsKept + 1);
  EXPECT_EQ(names[0], "mine.db");
  EXPECT_THAT(names[1], MatchesRegex("ponder-v1-20[2-9].*"));
  EXPECT_EQ(names[2], "ponder-v3-20070101T000000Z.db");
  EXPECT_EQ(names[5], "ponder-v6-20040101T000000Z.db");
}

TEST_F(Migrations, RefuseADatabaseOfANewerProgram) {
  const std::int64_t known = all_migrations().back().version;
  {
    Database database = open();
    ASSERT_TRUE(migrate(database, all_migrations(), backups()));
    ASSERT_TRUE(database.script("PRAGMA user_version = " + std::to_string(known + 2)));
  }
  const auto bytes_of = [this] {
    std::ifstream file(folder_.database(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = bytes_of();
  const Error error = open_error(folder_.config());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("newer Ponder (schema " + std::to_string(known + 2) +
                                       "; this program knows up to " + std::to_string(known) +
                                       "): use that program"));
  EXPECT_EQ(bytes_of(), before);
}

TEST_F(Migrations, RefuseADatabaseOfAnotherProgram) {
  {
    Database database = open();
    ASSERT_TRUE(database.script("CREATE TABLE things (x)"));
  }
  const Error error = open_error(folder_.config());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_THAT(error.message, HasSubstr("belongs to another program"));
}

TEST_F(Migrations, ThatFailLeaveTheStepBefore) {
  std::vector<Migration> broken = later_;
  broken[2].sql = "CREATE TABLE notes (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);";
  Database database = open();
  const Result<void> done = migrate(database, broken, backups());
  ASSERT_TRUE(done.has_error());
  EXPECT_THAT(done.error().message, HasSubstr("no such table: nowhere"));
  EXPECT_FALSE(database.in_transaction());
  EXPECT_EQ(database.number("PRAGMA user_version").value(), 2);
  EXPECT_EQ(database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'").value(), 0);
}

TEST_F(Migrations, DoNotRunWithoutTheirBackup) {
  Database database = open();
  ASSERT_TRUE(migrate(database, first_, backups()));
  std::ofstream(backups()).flush();  // A file where the folder should be.
  const Result<void> done = migrate(database, later_, backups());
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().code, ErrorCode::kIo);
  EXPECT_THAT(done.error().message, HasSubstr("backups/ponder-v1-"));
  EXPECT_EQ(database.number("PRAGMA user_version").value(), 1);
}

}  // namespace
}  // namespace ponder::store
