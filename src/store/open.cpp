// Store::open: from a folder to a database at the last migration, without running turns.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/folder.h"
#include "store/migrations.h"
#include "store/rows.h"
#include "store/sqlite.h"
#include "store/sqlite_store.h"
#include "store/store.h"

namespace ponder::store {
namespace {

constexpr std::string_view kWriterPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
    "PRAGMA journal_size_limit = 67108864;";

Result<Database> open_writer(const StoreConfig& config, const std::filesystem::path& file) {
  Result<Database> database = Database::open(file);
  if (!database) return database;
  // Nothing is written before this has found the file to be ours and not too new.
  const Result<void> migrated = migrate(*database, all_migrations(), config.folder / "backups");
  if (!migrated) return migrated.error();
  const Result<void> set = database->script(std::string(kWriterPragmas));
  if (!set) return set.error();
  if (config.bytes_max == 0) return database;
  const Result<std::int64_t> page_bytes = database->number("PRAGMA page_size");
  if (!page_bytes) return page_bytes.error();
  const std::uint64_t pages = config.bytes_max / static_cast<std::uint64_t>(*page_bytes);
  const Result<void> bounded = database->script("PRAGMA max_page_count = " +
                                                std::to_string(std::max<std::uint64_t>(pages, 1)));
  if (!bounded) return bounded.error();
  return database;
}

Result<Database> open_reader(const std::filesystem::path& file) {
  Result<Database> database = Database::open(file);
  if (!database) return database;
  const Result<void> set = database->script("PRAGMA query_only = ON");
  if (!set) return set.error();
  return database;
}

using Reduce = std::function<Store::Reduced(const std::vector<EventRow>&)>;

Result<void> end_running_turns(Database& database, const Reduce& reduce) {
  const auto running = select_running_turns(database);
  if (!running) return running.error();
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  for (const RunningTurn& turn : *running) {
    const auto log = select_events(database, turn.owner, turn.id, 0, kAll);
    if (!log) return log.error();
    Store::Reduced reduced = reduce(*log);
    Turn ended;
    ended.id = turn.id;
    ended.status = reduced.status;
    ended.answer = std::move(reduced.answer);
    ended.reasoning = std::move(reduced.reasoning);
    const Result<void> done = end_turn(database, turn.owner, ended);
    if (!done) return done.error();
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const StoreConfig& config, const Reduce& reduce) {
  Result<FolderLock> lock = FolderLock::take(config.folder);
  if (!lock) return lock.error();
  const std::filesystem::path file = config.folder / "ponder.db";
  const Result<void> made = make_private_file(file);
  if (!made) return made.error();
  Result<Database> writer = open_writer(config, file);
  if (!writer) return writer.error();
  Result<Principal> local_user = ensure_local_user(*writer);
  if (!local_user) return local_user.error();
  const Result<void> ended = end_running_turns(*writer, reduce);
  if (!ended) return ended.error();
  std::vector<Database> readers;
  for (std::uint32_t i = 0; i < std::max(config.readers, 1U); ++i) {
    Result<Database> reader = open_reader(file);
    if (!reader) return reader.error();
    readers.push_back(std::move(*reader));
  }
  return std::make_unique<SqliteStore>(std::move(*lock), std::move(*local_user), std::move(*writer),
                                       std::move(readers));
}

}  // namespace ponder::store
