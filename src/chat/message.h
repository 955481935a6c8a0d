// What is said in a conversation. Plain values without behaviour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// A picture that stands in a message's content.
struct Image {
  std::size_t at = 0;  // The byte of the content before which it stands, at most its size.
  // As it was sent; its header was read and is fine. It may be a PDF file (image::is_pdf), until
  // sight::prepare() has put its pages in its place.
  std::shared_ptr<const std::string> file;
  // What was read in it, and corrected, before: it is told to models that cannot see. Unset: it is
  // read when it is needed. Empty: whoever corrected it says that there is no text.
  std::optional<std::string> reading = {};
  bool operator==(const Image& other) const {
    return at == other.at && reading == other.reading &&
           (file == other.file || (file && other.file && *file == *other.file));
  }
};

struct Message {
  Role role = Role::kUser;
  std::string content;               // UTF-8.
  std::string reasoning;             // Assistant only: what it thought before the content.
  std::vector<ToolCall> tool_calls;  // Assistant only.
  std::string tool_call_id;          // Tool only: which call this answers.
  std::vector<Image> images = {};    // User and tool only; in the order of `at`.
  bool operator==(const Message&) const = default;
};

inline Message message_of(Role role, std::string content) {
  Message message;
  message.role = role;
  message.content = std::move(content);
  return message;
}

}  // namespace ponder::chat
