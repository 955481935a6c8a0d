// Identifiers: strong integers inside a process, random strings outside.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ponder {

// A number that only compares with its own kind. 0 means "none".
template <class Tag>
struct Id {
  std::uint64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

// "turn_" + 26 characters of lowercase base 32: 48 bits of milliseconds, then 80 random bits, so
// ids sort by time (the layout of ULID, github.com/ulid/spec). Thread-safe.
std::string make_id(std::string_view prefix);

}  // namespace ponder

template <class Tag>
struct std::hash<ponder::Id<Tag>> {
  std::size_t operator()(const ponder::Id<Tag>& id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};
