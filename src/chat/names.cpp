// The stable names of the enumerations, as they stand in JSON, logs and settings.
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "chat/event.h"
#include "chat/message.h"
#include "chat/request.h"

namespace ponder::chat {

std::string_view role_name(Role role) {
  constexpr std::array<std::string_view, 4> kNames = {"system", "user", "assistant", "tool"};
  return kNames.at(static_cast<std::size_t>(role));
}

namespace {
constexpr std::array<std::string_view, 3> kModeNames = {"instant", "thinking", "contemplating"};
constexpr std::array<std::string_view, 8> kReasonNames = {
    "stop",   "length",      "tool_calls", "stopped_early", "stopped_by_user",
    "budget", "interrupted", "failed"};
}  // namespace

std::string_view mode_name(Mode mode) { return kModeNames.at(static_cast<std::size_t>(mode)); }

std::optional<Mode> mode_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kModeNames.size(); ++i) {
    if (kModeNames.at(i) == name) return static_cast<Mode>(i);
  }
  return std::nullopt;
}

std::string_view part_kind_name(PartKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"text", "reasoning", "tool_call"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view finish_reason_name(FinishReason reason) {
  return kReasonNames.at(static_cast<std::size_t>(reason));
}

std::optional<FinishReason> finish_reason_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kReasonNames.size(); ++i) {
    if (kReasonNames.at(i) == name) return static_cast<FinishReason>(i);
  }
  return std::nullopt;
}

}  // namespace ponder::chat
