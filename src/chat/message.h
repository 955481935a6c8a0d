// What is said in a conversation. Plain values without behaviour.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::chat {

enum class Role : std::uint8_t { kSystem, kUser, kAssistant, kTool };

std::string_view role_name(Role role);  // "system", "user", "assistant", "tool".

// The model asks for a tool. `arguments` is JSON text as the model wrote it.
struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;
  bool operator==(const ToolCall&) const = default;
};

struct Message {
  Role role = Role::kUser;
  std::string content;               // UTF-8.
  std::string reasoning;             // Assistant only: what it thought before the content.
  std::vector<ToolCall> tool_calls;  // Assistant only.
  std::string tool_call_id;          // Tool only: which call this answers.
  bool operator==(const Message&) const = default;
};

}  // namespace ponder::chat
