#include "auth/api_key.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/random_text.h"
#include "base/sha256.h"
#include "base/utc.h"

namespace ponder::auth {
namespace {

constexpr std::string_view kPrefix = "ponder_";
constexpr std::size_t kIdBytes = 10;
constexpr std::size_t kSecretBytes = 32;

bool are_digits(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return kBase32Digits.find(c) != std::string_view::npos; });
}

std::string date_of(std::int64_t ms) { return utc_text(ms / 1000, "%Y-%m-%d %H:%M UTC"); }

Error refused(std::string message) { return {ErrorCode::kUnauthorized, std::move(message)}; }

}  // namespace

Result<NewKey> make_key(std::string name, ScopeSet scopes, std::int64_t expires_ms) {
  const auto id = random_text(kIdBytes);
  const auto secret = random_text(kSecretBytes);
  if (!id || !secret) {
    return Error{ErrorCode::kBackend, "The system gives no random bytes: no key was made."};
  }
  NewKey made;
  made.text = std::string(kPrefix) + *id + "_" + *secret;
  made.row.id = *id;
  made.row.name = std::move(name);
  made.row.secret_sha256 = sha256_of(*secret);
  made.row.scopes = scopes.text();
  made.row.expires_ms = expires_ms;
  return made;
}

std::optional<std::string> id_of(std::string_view key_text) {
  constexpr std::size_t kIdDigits = base32_digits(kIdBytes);
  constexpr std::size_t kSize = kPrefix.size() + kIdDigits + 1 + base32_digits(kSecretBytes);
  if (key_text.size() != kSize || !key_text.starts_with(kPrefix)) return std::nullopt;
  key_text.remove_prefix(kPrefix.size());
  const std::string_view id = key_text.substr(0, kIdDigits);
  if (key_text[kIdDigits] != '_' || !are_digits(id) ||
      !are_digits(key_text.substr(kIdDigits + 1))) {
    return std::nullopt;
  }
  return std::string(id);
}

std::optional<Error> check_key(std::string_view key_text, const std::optional<store::ApiKey>& row,
                               std::int64_t now_ms) {
  // The same work with and without a row.
  const std::string given = sha256_of(key_text.substr(key_text.rfind('_') + 1));
  const std::string& kept = row ? row->secret_sha256 : given;
  const bool same =
      given.size() == kept.size() && CRYPTO_memcmp(given.data(), kept.data(), given.size()) == 0;
  if (!row || !same) {
    return refused("This API key is not known here: `ponder key list` shows those that are.");
  }
  if (row->revoked_ms != 0) {
    return refused("The API key " + row->name + " was revoked on " + date_of(row->revoked_ms) +
                   ".");
  }
  if (row->expires_ms != 0 && row->expires_ms <= now_ms) {
    return refused("The API key " + row->name + " expired on " + date_of(row->expires_ms) +
                   ": make another with `ponder key create`.");
  }
  return std::nullopt;
}

}  // namespace ponder::auth
