// Open WebUI's export: a chat with a map of messages, each with its parent.
#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/import/fields.h"
#include "api/import/messages.h"
#include "api/import/readers.h"

namespace ponder::api {
namespace {

constexpr std::string_view kDetails = "<details type=\"reasoning\"";
constexpr std::string_view kDetailsEnd = "</details>";

// The inside of such an element: without its summary and the marks of a quotation.
std::string reasoning_of(std::string_view inside) {
  constexpr std::string_view kSummaryEnd = "</summary>";
  const auto summary = inside.find(kSummaryEnd);
  if (summary != std::string_view::npos) inside.remove_prefix(summary + kSummaryEnd.size());
  std::string out;
  while (!inside.empty()) {
    std::string_view line = inside.substr(0, inside.find('\n'));
    inside.remove_prefix(std::min(line.size() + 1, inside.size()));
    if (line.starts_with("&gt; ")) line.remove_prefix(5);
    if (line.starts_with("> ")) line.remove_prefix(2);
    if (out.empty() && line.empty()) continue;
    out += line;
    out += '\n';
  }
  return out.substr(0, out.find_last_not_of('\n') + 1);
}

// Its answers hold the reasoning in their text.
void split_reasoning(std::string_view text, ImportedMessage& into) {
  for (;;) {
    const auto begin = text.find(kDetails);
    const auto end = begin == std::string_view::npos ? begin : text.find(kDetailsEnd, begin);
    if (end == std::string_view::npos) break;
    into.text += text.substr(0, begin);
    const auto tag_end = text.find('>', begin);
    append_part(into.reasoning, reasoning_of(text.substr(tag_end + 1, end - tag_end - 1)));
    text.remove_prefix(end + kDetailsEnd.size());
    text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
  }
  into.text += text;
}

std::string text_of_content(const JsonValue& content) {
  if (const auto* text = std::get_if<std::string>(&content.data)) return *text;
  std::string text;
  if (const auto* parts = std::get_if<JsonList>(&content.data)) {
    for (const JsonValue& part : *parts) append_part(text, text_in(part, "text"));
  }
  return text;
}

ImportedMessage read_message(const JsonValue& message) {
  ImportedMessage read;
  read.id = text_in(message, "id");
  read.parent = text_in(message, "parentId");
  read.at_ms = time_in(message, "timestamp");
  const std::string role = text_in(message, "role");
  const std::string text = text_of_content(value_in(message, "content"));
  if (role == "user") {
    read.role = ImportedMessage::kUser;
    read.text = text;
  } else if (role == "assistant") {
    read.role = ImportedMessage::kAssistant;
    read.model = text_in(message, "model");
    split_reasoning(text, read);
  }
  return read;
}

std::vector<ImportedMessage> read_messages(const JsonValue& chat) {
  std::vector<ImportedMessage> messages;
  for (const JsonMember& member : object_in(value_in(chat, "history"), "messages")) {
    messages.push_back(read_message(member.value));
    messages.back().id = member.name;
  }
  if (!messages.empty()) return messages;
  for (const JsonValue& message : list_in(chat, "messages")) {
    ImportedMessage one = read_message(message);
    if (one.id.empty()) one.id = "#" + std::to_string(messages.size());
    if (one.parent.empty() && !messages.empty()) one.parent = messages.back().id;
    messages.push_back(std::move(one));
  }
  return messages;
}

}  // namespace

ImportedConversation read_open_webui(const JsonValue& conversation) {
  const JsonValue& chat = value_in(conversation, "chat");
  ImportedConversation read;
  const std::string id = text_in(conversation, "id");
  if (!id.empty()) read.source = "openwebui:" + id;
  read.title = text_in(conversation, "title");
  if (read.title.empty()) read.title = text_in(chat, "title");
  read.created_ms = time_in(conversation, "created_at");
  if (read.created_ms == 0) read.created_ms = time_in(chat, "timestamp");
  read.updated_ms = time_in(conversation, "updated_at");
  read.archived = flag_in(conversation, "archived");
  read.pinned = flag_in(conversation, "pinned") && !read.archived;
  build_turns(read_messages(chat), text_in(value_in(chat, "history"), "currentId"), read);
  return read;
}

}  // namespace ponder::api
