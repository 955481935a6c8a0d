// What a user wants of every turn that does not say otherwise, and where each setting of a turn
// comes from.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "api/json_tree.h"
#include "base/result.h"

namespace ponder::api {

// Of a turn, in the names of its body.
inline constexpr std::array<std::string_view, 8> kSettingNames = {
    "system", "model", "mode", "agents", "temperature", "max_tokens", "seed", "auto_title"};

class UserSettings {
 public:
  UserSettings() = default;
  // As json() wrote it. Errors: kInvalid.
  static Result<UserSettings> read(std::string_view stored);

  // PATCH /api/settings: each of kSettingNames with its new value; null takes the user's away. The
  // values must be what a turn takes. Errors: kInvalid with `param`, kTooLong.
  Result<UserSettings> changed(std::string_view body) const;

  std::string json() const;
  const JsonObject& fields() const { return fields_; }
  std::string model() const;  // Empty: not set.
  void forget(std::string_view name);

  // GET /api/settings: of each setting what holds without a word of a turn, and its source: "user",
  // "server" (the default model), "default", "model" (it prefers something itself) or "random".
  std::string view(std::string_view default_model) const;

 private:
  JsonObject fields_;  // Only what is set.
};

}  // namespace ponder::api
