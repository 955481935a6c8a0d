// API keys as rows, and the way to them for a command that runs beside a server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ponder::store {

// The secret itself is kept nowhere.
struct ApiKey {
  std::string id;  // The public part of the key's text.
  std::string owner;
  std::string name;
  std::string secret_sha256;  // 64 hexadecimal digits.
  std::string scopes;         // As auth/ writes them.
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;            // 0: never.
  std::int64_t revoked_ms = 0;            // 0: it was not.
  std::int64_t last_used_ms = 0;          // 0: never; up to limits::kKeyUseWrittenEvery behind.
  std::uint32_t requests_per_minute = 0;  // 0: as the server says.
  std::uint32_t tokens_per_minute = 0;
  bool operator==(const ApiKey&) const = default;
};

// What the database says about a key that a client shows.
struct KeyLookup {
  bool any = false;           // Whether there is a key at all that was not revoked.
  std::optional<ApiKey> key;  // Also one that was revoked or has expired.
};

struct KeyUse {
  std::string id;
  std::int64_t at_ms = 0;
};

// The keys in a data folder, whether or not a server holds it: that one sees changes with its next
// request. Blocks; for one thread.
class KeyFile {
 public:
  // Without a server the database is made or brought to the last migration, as Store::open does.
  // Errors: kIo (also: a server of another version is running), kNoSpace.
  static Result<KeyFile> open(const std::filesystem::path& folder);
  KeyFile(KeyFile&&) noexcept;
  KeyFile& operator=(KeyFile&&) noexcept;
  ~KeyFile();

  // Sets `owner` and `created_ms`. Errors: kConflict (the name is in use; limits::kKeysMax are
  // there), kIo, kNoSpace.
  Result<void> add(ApiKey& key);
  Result<std::vector<ApiKey>> list();  // Oldest first.
  // By id or name. Errors: kNotFound, kConflict (it was revoked before), kIo.
  Result<ApiKey> revoke(const std::string& id_or_name);

 private:
  struct Impl;
  explicit KeyFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ponder::store
