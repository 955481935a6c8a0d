// ChatGPT's conversations.json: a map of nodes, each a message with its parent.
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/import/fields.h"
#include "api/import/messages.h"
#include "api/import/readers.h"

namespace ponder::api {
namespace {

// Marks of citations stand between two private characters, which no font shows.
std::string without_citations(std::string_view text) {
  constexpr std::string_view kBegin = "\xEE\x88\x80";  // U+E200.
  constexpr std::string_view kEnd = "\xEE\x88\x81";    // U+E201.
  std::string out;
  for (;;) {
    const auto begin = text.find(kBegin);
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const auto end = text.find(kEnd, begin);
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + kEnd.size());
  }
}

std::string text_of_part(const JsonValue& part) {
  if (const auto* text = std::get_if<std::string>(&part.data)) return *text;
  const std::string kind = text_in(part, "content_type");
  if (kind == "image_asset_pointer") return "[image]";
  return text_in(part, "text");
}

void read_content(const JsonValue& content, ImportedMessage& into) {
  const std::string kind = text_in(content, "content_type");
  if (kind == "thoughts") {
    for (const JsonValue& thought : list_in(content, "thoughts")) {
      append_part(into.reasoning, text_in(thought, "content"));
    }
    return;
  }
  if (kind != "text" && kind != "multimodal_text") return;
  for (const JsonValue& part : list_in(content, "parts")) {
    append_part(into.text, without_citations(text_of_part(part)));
  }
}

// What a tool is told, and what the reader was not shown, is no part of the talk.
bool is_shown(const JsonValue& message) {
  const std::string recipient = text_in(message, "recipient");
  return (recipient.empty() || recipient == "all") &&
         !flag_in(value_in(message, "metadata"), "is_visually_hidden_from_conversation");
}

ImportedMessage read_node(const JsonMember& node) {
  const JsonValue& message = value_in(node.value, "message");
  ImportedMessage read;
  read.id = node.name;
  read.parent = text_in(node.value, "parent");
  read.at_ms = time_in(message, "create_time");
  if (!is_shown(message)) return read;
  const std::string role = text_in(value_in(message, "author"), "role");
  if (role == "user") read.role = ImportedMessage::kUser;
  if (role == "assistant") read.role = ImportedMessage::kAssistant;
  if (read.role == ImportedMessage::kAssistant) {
    read.model = text_in(value_in(message, "metadata"), "model_slug");
  }
  if (read.role != ImportedMessage::kOther) read_content(value_in(message, "content"), read);
  return read;
}

}  // namespace

ImportedConversation read_chatgpt(const JsonValue& conversation) {
  ImportedConversation read;
  std::string id = text_in(conversation, "conversation_id");
  if (id.empty()) id = text_in(conversation, "id");
  if (!id.empty()) read.source = "chatgpt:" + id;
  read.title = text_in(conversation, "title");
  read.created_ms = time_in(conversation, "create_time");
  read.updated_ms = time_in(conversation, "update_time");
  read.archived = flag_in(conversation, "is_archived");
  std::vector<ImportedMessage> messages;
  for (const JsonMember& node : object_in(conversation, "mapping")) {
    messages.push_back(read_node(node));
  }
  build_turns(messages, text_in(conversation, "current_node"), read);
  return read;
}

}  // namespace ponder::api
