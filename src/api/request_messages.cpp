// `messages` of a chat completion: roles, text or parts, tool calls.
#include <optional>
#include <string>
#include <vector>

#include "api/json_node.h"
#include "api/request_fields.h"
#include "api/request_images.h"
#include "base/limits.h"
#include "chat/message.h"

namespace ponder::api {
namespace {

std::optional<chat::Role> read_role(const Node& field) {
  if (!field.required()) return std::nullopt;
  const std::optional<std::string> name = field.string();
  if (!name) return std::nullopt;
  if (*name == "system" || *name == "developer") return chat::Role::kSystem;
  if (*name == "user") return chat::Role::kUser;
  if (*name == "assistant") return chat::Role::kAssistant;
  if (*name == "tool") return chat::Role::kTool;
  field.fail_not_one_of("system, developer, user, assistant, tool");
  return std::nullopt;
}

void read_part(const Node& part, Content& content) {
  const Node type = part["type"];
  if (!type.required()) return;
  const std::string name = type.string().value_or("");
  const bool refusal = name == "refusal";
  if (name == "image_url" || name == "input_image") {
    read_image_url_part(part, content);
  } else if (name == "image") {
    read_image_block(part, content);
  } else if (name == "file" || name == "input_file") {
    read_file_part(part, content);
  } else if (name != "text" && !refusal) {
    type.fail_not_one_of("text, image_url, file");
  } else {
    const Node text = part[refusal ? "refusal" : "text"];
    if (text.required()) content.add_text(text.string().value_or(""));
  }
}

Content read_content(const Node& node) {
  Content content;
  if (node.is_list()) {
    for (const Node& part : node.items()) read_part(part, content);
  } else if (node.present() && !node.is_string()) {
    node.fail("must be a string or a list of parts, but is " + node.shown());
  } else {
    content.text = node.string().value_or("");
  }
  return content;
}

std::vector<chat::ToolCall> read_tool_calls(const Node& calls) {
  std::vector<chat::ToolCall> result;
  for (const Node& call : calls.items(limits::kToolsMax)) {
    const Node id = call["id"];
    const Node name = call["function"]["name"];
    const Node arguments = call["function"]["arguments"];
    if (call["type"].present() && call["type"].string() != "function") {
      call["type"].fail_not_one_of("function");
    }
    if (!id.required() || !name.required()) continue;
    result.push_back({id.string().value_or(""), name.string(limits::kToolNameBytesMax).value_or(""),
                      arguments.string().value_or("{}")});
  }
  return result;
}

chat::Message read_message(const Node& node) {
  chat::Message message;
  const std::optional<chat::Role> role = read_role(node["role"]);
  if (!role) return message;
  message.role = *role;
  read_content(node["content"]).append_to(message);
  if (*role == chat::Role::kAssistant) {
    message.tool_calls = read_tool_calls(node["tool_calls"]);
    message.reasoning = node["reasoning_content"].string().value_or("");
    if (node["content"].present() || !message.tool_calls.empty()) return message;
    node["content"].fail("is required, as the message has no tool_calls");
    return message;
  }
  node["content"].required();
  if (*role == chat::Role::kTool && node["tool_call_id"].required()) {
    message.tool_call_id = node["tool_call_id"].string().value_or("");
  }
  return message;
}

}  // namespace

std::vector<chat::Message> read_messages(const Node& messages) {
  std::vector<chat::Message> result;
  if (!messages.required()) return result;
  const std::vector<Node> nodes = messages.items(limits::kMessagesMax);
  if (nodes.empty()) messages.fail("must have at least one message, but has 0 entries");
  result.reserve(nodes.size());
  for (const Node& node : nodes) result.push_back(read_message(node));
  check_images(messages, result);
  return result;
}

}  // namespace ponder::api
