// The stable names of the language's enumerations.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "chat/event.h"
#include "chat/message.h"
#include "chat/request.h"

namespace ponder::chat {
namespace {

TEST(Names, OfModesComeBack) {
  for (const Mode mode : {Mode::kInstant, Mode::kThinking, Mode::kContemplating}) {
    EXPECT_EQ(mode_from_name(mode_name(mode)), mode);
  }
  EXPECT_EQ(mode_from_name("Instant"), std::nullopt);
  EXPECT_EQ(mode_from_name(""), std::nullopt);
}

TEST(Names, OfReasonsAreDistinct) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(FinishReason::kRepetition); ++i) {
    names.insert(finish_reason_name(static_cast<FinishReason>(i)));
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"stop", "length", "tool_calls", "stopped_early",
                                               "stopped_by_user", "budget", "interrupted", "failed",
                                               "repetition"}));
}

TEST(Names, OfFaultsOfEquations) {
  EXPECT_EQ(equation_fault_name(EquationFault::kValue), "value");
  EXPECT_EQ(equation_fault_name(EquationFault::kUnits), "units");
}

TEST(Names, OfRolesAndParts) {
  EXPECT_EQ(role_name(Role::kSystem), "system");
  EXPECT_EQ(role_name(Role::kUser), "user");
  EXPECT_EQ(role_name(Role::kAssistant), "assistant");
  EXPECT_EQ(role_name(Role::kTool), "tool");
  EXPECT_EQ(part_kind_name(PartKind::kText), "text");
  EXPECT_EQ(part_kind_name(PartKind::kReasoning), "reasoning");
  EXPECT_EQ(part_kind_name(PartKind::kToolCall), "tool_call");
}

}  // namespace
}  // namespace ponder::chat
