// SQLite's C API as values that clean up after themselves: a Database is one connection with its
// prepared statements. One thread at a time. Internal to store/.
#pragma once

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ponder::store {

// The current row of a running statement; columns count from 0.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const;
  std::string text(int column) const;  // Also a Blob's bytes.

 private:
  sqlite3_stmt* statement_;
};

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

class Database {
 public:
  // Opens an existing file. Errors: kIo with what to do.
  static Result<Database> open(const std::filesystem::path& file);

  // Runs statements without parameters, one after the other.
  Result<void> script(const std::string& sql);

  // Runs one statement. Returns how many rows it changed.
  template <class... Values>
  Result<std::int64_t> change(std::string_view sql, const Values&... values) {
    const Result<Running> running = start(sql, values...);
    if (!running) return running.error();
    const Result<bool> row = step(*running);
    if (!row) return row.error();
    return changes();
  }

  // Runs one query. `read` makes a value of each Row.
  template <class Read, class... Values>
  auto select(std::string_view sql, Read read, const Values&... values)
      -> Result<std::vector<std::invoke_result_t<Read, const Row&>>> {
    std::vector<std::invoke_result_t<Read, const Row&>> rows;
    const Result<Running> running = start(sql, values...);
    if (!running) return running.error();
    for (;;) {
      const Result<bool> row = step(*running);
      if (!row) return row.error();
      if (!*row) return rows;
      rows.push_back(read(Row(running->get())));
    }
  }

  // The first column of the first row, which is a number; 0 where there is no row.
  template <class... Values>
  Result<std::int64_t> number(std::string_view sql, const Values&... values) {
    const auto rows = select(sql, [](const Row& row) { return row.integer(0); }, values...);
    if (!rows) return rows.error();
    return rows->empty() ? 0 : rows->front();
  }

  // False also after an error that undid the whole transaction (disk full, for one).
  bool in_transaction() const;
  // Copies all pages into a fresh file. Errors: kIo, kNoSpace; the copy is then removed.
  Result<void> copy_to(const std::filesystem::path& file) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Reset {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Running = std::unique_ptr<sqlite3_stmt, Reset>;  // Reset, not freed: it is prepared.

  explicit Database(std::filesystem::path file) : file_(std::move(file)) {}

  template <class... Values>
  Result<Running> start(std::string_view sql, const Values&... values) {
    Result<Running> running = prepare(sql);
    int index = 0;
    if (running) (bind(running->get(), ++index, values), ...);
    return running;
  }
  Result<Running> prepare(std::string_view sql);
  static void bind(sqlite3_stmt* statement, int index, std::string_view text);
  static void bind(sqlite3_stmt* statement, int index, Blob blob);
  static void bind(sqlite3_stmt* statement, int index, std::integral auto number) {
    sqlite3_bind_int64(statement, index, static_cast<sqlite3_int64>(number));
  }
  Result<bool> step(const Running& running);  // Whether there is a row.
  std::int64_t changes() const;
  Error error() const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalise>> statements_;
};

// What a result code means for the user. `file` is the database.
Error sqlite_error(int code, int system_errno, const std::string& message,
                   const std::filesystem::path& file);

}  // namespace ponder::store
