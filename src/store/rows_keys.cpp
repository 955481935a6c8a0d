// Statements about API keys.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "store/keys.h"
#include "store/rows.h"
#include "store/sqlite.h"

namespace ponder::store {
namespace {

constexpr std::string_view kSelectAll =
    "SELECT id, owner, name, secret_sha256, scopes, created_ms, expires_ms, revoked_ms, "
    "last_used_ms, requests_per_minute, tokens_per_minute FROM api_keys ORDER BY created_ms, id";
constexpr std::string_view kSelectOne =
    "SELECT id, owner, name, secret_sha256, scopes, created_ms, expires_ms, revoked_ms, "
    "last_used_ms, requests_per_minute, tokens_per_minute FROM api_keys WHERE id = ?";

ApiKey read_key(const Row& row) {
  ApiKey key;
  key.id = row.text(0);
  key.owner = row.text(1);
  key.name = row.text(2);
  key.secret_sha256 = row.text(3);
  key.scopes = row.text(4);
  key.created_ms = row.integer(5);
  key.expires_ms = row.integer(6);
  key.revoked_ms = row.integer(7);
  key.last_used_ms = row.integer(8);
  key.requests_per_minute = static_cast<std::uint32_t>(row.integer(9));
  key.tokens_per_minute = static_cast<std::uint32_t>(row.integer(10));
  return key;
}

}  // namespace

Result<KeyLookup> select_key(Database& database, const std::string& id) {
  const Result<std::int64_t> any =
      database.number("SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_ms = 0)");
  if (!any) return any.error();
  KeyLookup found;
  found.any = *any != 0;
  if (id.empty()) return found;
  auto keys = database.select(kSelectOne, read_key, id);
  if (!keys) return keys.error();
  if (!keys->empty()) found.key = std::move(keys->front());
  return found;
}

Result<std::vector<ApiKey>> select_keys(Database& database) {
  return database.select(kSelectAll, read_key);
}

Result<void> insert_key(Database& database, ApiKey& key) {
  const Result<std::int64_t> count = database.number("SELECT count(*) FROM api_keys");
  if (!count) return count.error();
  if (*count >= static_cast<std::int64_t>(limits::kKeysMax)) {
    return Error{ErrorCode::kConflict,
                 "There are " + std::to_string(*count) +
                     " keys, also counting revoked ones, which is the limit."};
  }
  const Result<std::int64_t> same_name =
      database.number("SELECT count(*) FROM api_keys WHERE name = ? AND revoked_ms = 0", key.name);
  if (!same_name) return same_name.error();
  if (*same_name != 0) {
    return Error{ErrorCode::kConflict,
                 "There is a key named " + key.name + ": choose another name, or revoke that one."};
  }
  key.created_ms = unix_ms();
  const Result<std::int64_t> made = database.change(
      "INSERT INTO api_keys (id, owner, name, secret_sha256, scopes, created_ms, expires_ms, "
      "revoked_ms, last_used_ms, requests_per_minute, tokens_per_minute) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
      key.id, key.owner, key.name, key.secret_sha256, key.scopes, key.created_ms, key.expires_ms,
      key.requests_per_minute, key.tokens_per_minute);
  if (!made) return made.error();
  return {};
}

Result<ApiKey> revoke_key(Database& database, const std::string& id_or_name) {
  const auto keys = select_keys(database);
  if (!keys) return keys.error();
  const ApiKey* chosen = nullptr;
  for (const ApiKey& key : *keys) {
    const bool named = key.id == id_or_name || key.name == id_or_name;
    // A name may have been used again after its key was revoked.
    if (named && (chosen == nullptr || chosen->revoked_ms != 0)) chosen = &key;
  }
  if (chosen == nullptr) {
    return Error{ErrorCode::kNotFound,
                 "There is no key " + id_or_name + ": `ponder key list` shows them."};
  }
  if (chosen->revoked_ms != 0) {
    return Error{ErrorCode::kConflict, "The key " + id_or_name + " was revoked before."};
  }
  ApiKey revoked = *chosen;
  revoked.revoked_ms = unix_ms();
  const Result<std::int64_t> changed = database.change(
      "UPDATE api_keys SET revoked_ms = ? WHERE id = ?", revoked.revoked_ms, revoked.id);
  if (!changed) return changed.error();
  return revoked;
}

Result<void> update_key_use(Database& database, const KeyUse& use) {
  const Result<std::int64_t> changed = database.change(
      "UPDATE api_keys SET last_used_ms = max(last_used_ms, ?) WHERE id = ?", use.at_ms, use.id);
  if (!changed) return changed.error();
  return {};
}

}  // namespace ponder::store
