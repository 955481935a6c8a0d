// A JSON text as a tree that keeps the order of members (JSON schemas mean it) and the digits of
// numbers. Bounded in depth, members and values, so that hostile bodies cost what honest ones do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace ponder::api {

struct JsonMember;
struct JsonValue;

using JsonList = std::vector<JsonValue>;
using JsonObject = std::vector<JsonMember>;

struct JsonFloat {
  double value = 0.0;
  std::string text;  // As it was written.
};

struct JsonValue {
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, JsonFloat, std::string, JsonList,
               JsonObject>
      data;  // std::uint64_t only where it is more than an std::int64_t holds.

  // The last member of this name, or null: also where this is no object.
  const JsonValue* find(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

struct JsonBounds {
  std::size_t bytes_max = limits::kBodyBytesMax;
  std::size_t members_max = limits::kJsonMembersMax;  // Of one object.
  std::size_t values_max = limits::kJsonValuesMax;
};

// For what this program itself has written and kept: bounded in depth alone.
inline constexpr JsonBounds kOwnJson{std::numeric_limits<std::size_t>::max(),
                                     std::numeric_limits<std::size_t>::max(),
                                     std::numeric_limits<std::size_t>::max()};

// `what` names the text in messages ("the body"). Errors: kInvalid (no JSON, no UTF-8; says where),
// kTooLong (limits::kJsonDepthMax, too many members or values), kTooLarge.
Result<JsonValue> parse_json(std::string_view text, std::string_view what,
                             const JsonBounds& bounds = {});

// As JSON text without spaces, members in their order.
std::string json_text(const JsonValue& value);

// "a number", "a list"...
std::string_view json_kind(const JsonValue& value);

}  // namespace ponder::api
