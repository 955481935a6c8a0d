// The named sizes of contemplating. What each of them means is in modes/strategy.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.h"

namespace ponder::chat {

struct Preset {
  std::string_view name;
  std::uint32_t agents = 0;  // That may be started.
};
inline constexpr std::array<Preset, 3> kPresets = {
    {{"quick", 4}, {"standard", 8}, {"deep", limits::kAgentsMax}}};

inline std::optional<Preset> preset_named(std::string_view name) {
  const auto* found = std::ranges::find(kPresets, name, &Preset::name);
  return found == kPresets.end() ? std::nullopt : std::optional(*found);
}

}  // namespace ponder::chat
