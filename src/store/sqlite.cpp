#include "store/sqlite.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include "base/result.h"

namespace ponder::store {
namespace {

constexpr int kBusyTimeoutMs = 5000;

}  // namespace

Error sqlite_error(int code, int system_errno, const std::string& message,
                   const std::filesystem::path& file) {
  const std::string name = file.string();
  if (code == SQLITE_FULL || (code == SQLITE_IOERR && system_errno == ENOSPC)) {
    return {ErrorCode::kNoSpace,
            "No space left for " + name + ": free disk space and try again; nothing was changed."};
  }
  switch (code) {
    case SQLITE_NOTADB:
      return {ErrorCode::kIo, name +
                                  " is not a Ponder database: move it away, or choose another "
                                  "folder with --data."};
    case SQLITE_CORRUPT:
      return {ErrorCode::kIo, name + " is damaged (" + message +
                                  "): put the newest copy from the folder backups in its place."};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {ErrorCode::kIo, "Cannot write " + name + " (" + message +
                                  "): make its folder writable for this user, or choose another "
                                  "folder with --data."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kIo, name + " is locked by another program: close that and try again."};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::kConflict, "The database refuses the row: " + message + "."};
    default:
      return {ErrorCode::kIo, name + ": " + message + "."};
  }
}

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Row::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

Result<Database> Database::open(const std::filesystem::path& file) {
  Database database(file);
  sqlite3* db = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.db_.reset(db);
  if (code != SQLITE_OK) return database.error();
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  return database;
}

Result<void> Database::script(const std::string& sql) {
  if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return {};
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

Result<void> Database::copy_to(const std::filesystem::path& file) const {
  sqlite3* db = nullptr;
  const int opened = sqlite3_open_v2(
      file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, Close> copy(db);
  if (opened == SQLITE_OK) {
    sqlite3_backup* backup = sqlite3_backup_init(db, "main", db_.get(), "main");
    if (backup != nullptr) {
      sqlite3_backup_step(backup, -1);
      sqlite3_backup_finish(backup);
    }
  }
  const int code = sqlite3_errcode(db);
  if (code == SQLITE_OK) return {};
  Error failed = sqlite_error(code & 0xFF, sqlite3_system_errno(db), sqlite3_errmsg(db), file);
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return failed;
}

void Database::Reset::operator()(sqlite3_stmt* statement) const {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

Result<Database::Running> Database::prepare(std::string_view sql) {
  auto& statement = statements_[std::string(sql)];
  if (statement == nullptr) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) return error();
    statement.reset(made);
  }
  return Running(statement.get());
}

// The caller's text outlives the statement's run; an empty one must not become NULL.
void Database::bind(sqlite3_stmt* statement, int index, std::string_view text) {
  sqlite3_bind_text64(statement, index, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}

void Database::bind(sqlite3_stmt* statement, int index, Blob blob) {
  sqlite3_bind_blob64(statement, index, blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC);
}

Result<bool> Database::step(const Running& running) {
  const int code = sqlite3_step(running.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error();
}

std::int64_t Database::changes() const { return sqlite3_changes64(db_.get()); }

Error Database::error() const {
  return sqlite_error(sqlite3_errcode(db_.get()) & 0xFF, sqlite3_system_errno(db_.get()),
                      sqlite3_errmsg(db_.get()), file_);
}

}  // namespace ponder::store
