// On whose behalf a call of the store is made.
#pragma once

#include <string>

namespace ponder::store {

// For now there is one local user.
struct Principal {
  std::string user_id;
  std::string key_id = {};  // The API key that was shown, whose limits count; may be empty.
  // Rows belong to users: which key one comes with makes no difference.
  bool operator==(const Principal& other) const { return user_id == other.user_id; }
};

}  // namespace ponder::store
