// The text of an API key: "ponder_ID_SECRET". The id finds the row; the secret, 256 random bits, is
// kept only as its SHA-256 (docs/adr explains why no slow hash is needed).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/scope.h"
#include "base/result.h"
#include "store/keys.h"

namespace ponder::auth {

struct NewKey {
  std::string text;   // To be shown once.
  store::ApiKey row;  // Without owner and time.
};

// `expires_ms` 0: never. Errors: kBackend (no randomness).
Result<NewKey> make_key(std::string name, ScopeSet scopes, std::int64_t expires_ms);

// The id within a key's text; nothing where the text has not the form of a key.
std::optional<std::string> id_of(std::string_view key_text);

// Why a key's text does not open the door now; nothing where it does. The secret is compared in
// constant time. `row`: what is stored under its id, if anything.
std::optional<Error> check_key(std::string_view key_text, const std::optional<store::ApiKey>& row,
                               std::int64_t now_ms);

}  // namespace ponder::auth
