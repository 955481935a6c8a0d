// The stable names of the enumerations, as they stand in JSON, logs and settings.
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "chat/event.h"
#include "chat/message.h"
#include "chat/repair.h"
#include "chat/request.h"
#include "chat/safety.h"

namespace ponder::chat {

std::string_view role_name(Role role) {
  constexpr std::array<std::string_view, 4> kNames = {"system", "user", "assistant", "tool"};
  return kNames.at(static_cast<std::size_t>(role));
}

namespace {
constexpr std::array<std::string_view, 3> kModeNames = {"instant", "thinking", "contemplating"};
constexpr std::array<std::string_view, 9> kReasonNames = {
    "stop",   "length",      "tool_calls", "stopped_early", "stopped_by_user",
    "budget", "interrupted", "failed",     "repetition"};
constexpr std::array<std::string_view, 3> kHazardLevels = {"careful", "professional_only",
                                                           "stop_now"};
constexpr std::array<std::string_view, 4> kStepResults = {"open", "helped", "no_change", "unable"};
constexpr std::array<std::string_view, 5> kRepairStages = {"asking", "steps", "solved",
                                                           "professional", "stopped"};

template <class Enum, std::size_t N>
std::optional<Enum> from_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view mode_name(Mode mode) { return kModeNames.at(static_cast<std::size_t>(mode)); }

std::optional<Mode> mode_from_name(std::string_view name) {
  return from_name<Mode>(kModeNames, name);
}

std::string_view part_kind_name(PartKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"text", "reasoning", "tool_call"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view finish_reason_name(FinishReason reason) {
  return kReasonNames.at(static_cast<std::size_t>(reason));
}

std::optional<FinishReason> finish_reason_from_name(std::string_view name) {
  return from_name<FinishReason>(kReasonNames, name);
}

std::string_view equation_fault_name(EquationFault fault) {
  constexpr std::array<std::string_view, 2> kNames = {"value", "units"};
  return kNames.at(static_cast<std::size_t>(fault));
}

std::string_view hazard_level_name(HazardLevel level) {
  return kHazardLevels.at(static_cast<std::size_t>(level));
}

std::string_view step_result_name(StepResult result) {
  return kStepResults.at(static_cast<std::size_t>(result));
}

std::string_view repair_stage_name(RepairStage stage) {
  return kRepairStages.at(static_cast<std::size_t>(stage));
}

}  // namespace ponder::chat
