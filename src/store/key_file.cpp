// KeyFile: one connection of its own, beside those of a server.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/folder.h"
#include "store/keys.h"
#include "store/migrations.h"
#include "store/rows.h"
#include "store/sqlite.h"

namespace ponder::store {

struct KeyFile::Impl {
  std::optional<FolderLock> lock;  // Held where no server runs: then none may start meanwhile.
  Database database;

  // Runs `change` in a transaction.
  Result<void> write(const std::function<Result<void>()>& change) {
    const Result<void> begun = database.script("BEGIN IMMEDIATE");
    if (!begun) return begun.error();
    const Result<void> done = change();
    Result<void> ended = database.script(done ? "COMMIT" : "ROLLBACK");
    if (!done) return done.error();
    return ended;
  }
};

namespace {

Result<void> check_version(Database& database) {
  const Result<std::int64_t> version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  const std::int64_t known = all_migrations().back().version;
  if (*version == known) return {};
  return Error{ErrorCode::kIo, "A server of another version uses this folder (schema " +
                                   std::to_string(*version) + "; this program knows " +
                                   std::to_string(known) +
                                   "): stop it, or use the program that it runs."};
}

}  // namespace

KeyFile::KeyFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KeyFile::KeyFile(KeyFile&&) noexcept = default;
KeyFile& KeyFile::operator=(KeyFile&&) noexcept = default;
KeyFile::~KeyFile() = default;

Result<KeyFile> KeyFile::open(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "ponder.db";
  Result<FolderLock> lock = FolderLock::take(folder);
  if (!lock && !std::filesystem::exists(file)) return lock.error();
  if (lock) {
    const Result<void> made = make_private_file(file);
    if (!made) return made.error();
  }
  Result<Database> database = Database::open(file);
  if (!database) return database.error();
  const Result<void> ready =
      lock ? migrate(*database, all_migrations(), folder / "backups") : check_version(*database);
  if (!ready) return ready.error();
  const Result<void> set = database->script("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;");
  if (!set) return set.error();
  auto impl = std::make_unique<Impl>(Impl{std::nullopt, std::move(*database)});
  if (lock) impl->lock.emplace(std::move(*lock));
  return KeyFile(std::move(impl));
}

Result<void> KeyFile::add(ApiKey& key) {
  return impl_->write([&]() -> Result<void> {
    const Result<Principal> owner = ensure_local_user(impl_->database);
    if (!owner) return owner.error();
    key.owner = owner->user_id;
    return insert_key(impl_->database, key);
  });
}

Result<std::vector<ApiKey>> KeyFile::list() { return select_keys(impl_->database); }

Result<ApiKey> KeyFile::revoke(const std::string& id_or_name) {
  ApiKey revoked;
  const Result<void> done = impl_->write([&]() -> Result<void> {
    Result<ApiKey> row = revoke_key(impl_->database, id_or_name);
    if (!row) return row.error();
    revoked = std::move(*row);
    return {};
  });
  if (!done) return done.error();
  return revoked;
}

}  // namespace ponder::store
