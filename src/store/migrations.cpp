#include "store/migrations.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/utc.h"
#include "store/schema_history.h"
#include "store/schema_images.h"
#include "store/sqlite.h"

namespace ponder::store {
namespace {

constexpr std::int64_t kApplicationId = 0x504E4452;  // "PNDR": marks the file as ours.

constexpr std::array<Migration, 5> kMigrations = {{
    {1, R"sql(
CREATE TABLE users (
  id         TEXT NOT NULL PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  created_ms INTEGER NOT NULL
) STRICT;

-- updated_ms is unique for each owner: it is the cursor of the listing.
CREATE TABLE conversations (
  id         TEXT NOT NULL PRIMARY KEY,
  owner      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title      TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  UNIQUE (owner, updated_ms)
) STRICT;

CREATE TABLE turns (
  id              TEXT NOT NULL PRIMARY KEY,
  owner           TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  model           TEXT NOT NULL,
  mode            TEXT NOT NULL,
  request_json    TEXT NOT NULL,
  input           TEXT NOT NULL,
  answer          TEXT NOT NULL,
  reasoning       TEXT NOT NULL,
  status          TEXT NOT NULL
                  CHECK (status IN ('running', 'finished', 'failed', 'stopped', 'interrupted')),
  last_seq        INTEGER NOT NULL,
  created_ms      INTEGER NOT NULL,
  finished_ms     INTEGER NOT NULL,
  UNIQUE (conversation_id, position)
) STRICT;
CREATE INDEX turns_by_owner ON turns (owner);
CREATE INDEX turns_running ON turns (id) WHERE status = 'running';

CREATE TABLE events (
  turn_id    TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  seq        INTEGER NOT NULL,
  owner      TEXT NOT NULL,
  event_json TEXT NOT NULL,
  PRIMARY KEY (turn_id, seq)
) STRICT, WITHOUT ROWID;
)sql"},
    {2, R"sql(
-- Of a response that was kept for an API client: not in the listing.
ALTER TABLE conversations ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));

CREATE TABLE responses (
  id          TEXT NOT NULL PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
  owner       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  previous_id TEXT NOT NULL,
  echo_json   TEXT NOT NULL,
  items_json  TEXT NOT NULL,
  background  INTEGER NOT NULL CHECK (background IN (0, 1))
) STRICT;
CREATE INDEX responses_by_owner ON responses (owner);
)sql"},
    {3, R"sql(
CREATE TABLE api_keys (
  id                  TEXT NOT NULL PRIMARY KEY,
  owner               TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name                TEXT NOT NULL,
  secret_sha256       TEXT NOT NULL,
  scopes              TEXT NOT NULL,
  created_ms          INTEGER NOT NULL,
  expires_ms          INTEGER NOT NULL,
  revoked_ms          INTEGER NOT NULL,
  last_used_ms        INTEGER NOT NULL,
  requests_per_minute INTEGER NOT NULL,
  tokens_per_minute   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX api_keys_by_name ON api_keys (name) WHERE revoked_ms = 0;
)sql"},
    {4, kHistorySchema},
    {5, kImagesSchema},
}};

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return utc_text(now, "%Y%m%dT%H%M%SZ");
}

// The time in a backup's name, by which backups are ordered; empty where it is no backup.
std::string backup_time(const std::filesystem::path& file) {
  const std::string name = file.stem().string();
  if (file.extension() != ".db" || !name.starts_with("ponder-v")) return {};
  return name.substr(name.rfind('-') + 1);
}

void remove_old_backups(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> backups;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (!backup_time(entry.path()).empty()) backups.push_back(entry.path());
  }
  std::ranges::sort(backups, std::ranges::greater(), backup_time);
  for (std::size_t i = limits::kBackupsKept; i < backups.size(); ++i) {
    std::filesystem::remove(backups[i], ignored);
  }
}

// Written under another name until it is whole, so that a file that looks like a backup is one.
Result<void> make_backup(const Database& database, std::int64_t version,
                         const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directory(folder, failed);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  const std::filesystem::path file =
      folder / ("ponder-v" + std::to_string(version) + "-" + utc_now() + ".db");
  const std::filesystem::path unfinished = file.string() + ".part";
  const Result<void> copied = database.copy_to(unfinished);
  if (!copied) return copied.error();
  using std::filesystem::perms;
  std::filesystem::permissions(unfinished, perms::owner_read | perms::owner_write, failed);
  if (!failed) std::filesystem::rename(unfinished, file, failed);
  if (failed) {
    return Error{ErrorCode::kIo, "Cannot write the backup " + file.string() + " (" +
                                     failed.message() + "): make its folder writable."};
  }
  remove_old_backups(folder);
  return {};
}

Result<void> run_step(Database& database, const Migration& migration) {
  const std::string sql = "BEGIN IMMEDIATE;" + std::string(migration.sql) +
                          "; PRAGMA application_id = " + std::to_string(kApplicationId) +
                          "; PRAGMA user_version = " + std::to_string(migration.version) +
                          "; COMMIT;";
  const Result<void> done = database.script(sql);
  if (!done && database.in_transaction()) (void)database.script("ROLLBACK");
  return done;
}

Error newer(std::int64_t version, std::int64_t known) {
  return {ErrorCode::kIo, "The database was made by a newer Ponder (schema " +
                              std::to_string(version) + "; this program knows up to " +
                              std::to_string(known) +
                              "): use that program, or put an older copy from the folder backups "
                              "in its place."};
}

}  // namespace

std::span<const Migration> all_migrations() { return kMigrations; }

Result<void> migrate(Database& database, std::span<const Migration> migrations,
                     const std::filesystem::path& backups) {
  const Result<std::int64_t> version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  const Result<std::int64_t> application = database.number("PRAGMA application_id");
  if (!application) return application.error();
  const Result<std::int64_t> objects = database.number("SELECT count(*) FROM sqlite_schema");
  if (!objects) return objects.error();
  if (*objects != 0 && *application != kApplicationId) {
    return Error{ErrorCode::kIo,
                 "The file ponder.db belongs to another program: choose another folder with "
                 "--data."};
  }
  const std::int64_t known = migrations.back().version;
  if (*version > known) return newer(*version, known);
  if (*version == known) return {};
  if (*version > 0) {
    const Result<void> backed_up = make_backup(database, *version, backups);
    if (!backed_up) return backed_up.error();
  }
  for (const Migration& migration : migrations) {
    if (migration.version <= *version) continue;
    const Result<void> done = run_step(database, migration);
    if (!done) return done.error();
  }
  return {};
}

}  // namespace ponder::store
