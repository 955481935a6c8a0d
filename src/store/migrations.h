// The schema as a list of numbered steps, and how a database is brought to the last one. The number
// reached is the file's `user_version`. A published step is never edited: add one. Internal to
// store/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/result.h"
#include "store/sqlite.h"

namespace ponder::store {

struct Migration {
  std::int64_t version = 0;  // 1, 2, 3... without gaps.
  std::string_view sql;
};

std::span<const Migration> all_migrations();

// Runs the steps that are missing, each in a transaction of its own. A database that has rows of an
// earlier version is copied into `backups` first ("ponder-v1-20260131T235959Z.db"; the newest
// limits::kBackupsKept are kept). Errors: kIo (made by a newer program; not ours; SQLite's),
// kNoSpace. After an error the database is at the last step that succeeded.
Result<void> migrate(Database& database, std::span<const Migration> migrations,
                     const std::filesystem::path& backups);

}  // namespace ponder::store
