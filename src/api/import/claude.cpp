// Claude's conversations.json: a list of messages, which may name their parents.
#include <string>
#include <vector>

#include "api/import/fields.h"
#include "api/import/messages.h"
#include "api/import/readers.h"

namespace ponder::api {
namespace {

void read_blocks(const JsonValue& message, ImportedMessage& into) {
  for (const JsonValue& block : list_in(message, "content")) {
    const std::string type = text_in(block, "type");
    if (type == "text") append_part(into.text, text_in(block, "text"));
    if (type == "thinking") append_part(into.reasoning, text_in(block, "thinking"));
  }
  if (into.text.empty()) into.text = text_in(message, "text");
}

// Their text stands before the question's, as the app puts it.
void read_attachments(const JsonValue& message, ImportedMessage& into) {
  std::string files;
  for (const JsonValue& file : list_in(message, "attachments")) {
    const std::string content = text_in(file, "extracted_content");
    if (content.empty()) continue;
    append_part(files, attached_file(text_in(file, "file_name"), content));
  }
  append_part(files, into.text);
  into.text = files;
}

}  // namespace

ImportedConversation read_claude(const JsonValue& conversation) {
  ImportedConversation read;
  const std::string id = text_in(conversation, "uuid");
  if (!id.empty()) read.source = "claude:" + id;
  read.title = text_in(conversation, "name");
  read.created_ms = time_in(conversation, "created_at");
  read.updated_ms = time_in(conversation, "updated_at");
  const std::string model = text_in(conversation, "model");
  std::vector<ImportedMessage> messages;
  for (const JsonValue& message : list_in(conversation, "chat_messages")) {
    ImportedMessage one;
    one.id = text_in(message, "uuid");
    if (one.id.empty()) one.id = "#" + std::to_string(messages.size());
    const bool names_parent = message.find("parent_message_uuid") != nullptr;
    if (names_parent) {
      one.parent = text_in(message, "parent_message_uuid");
    } else if (!messages.empty()) {
      one.parent = messages.back().id;
    }
    const std::string sender = text_in(message, "sender");
    if (sender == "human") one.role = ImportedMessage::kUser;
    if (sender == "assistant") one.role = ImportedMessage::kAssistant;
    one.at_ms = time_in(message, "created_at");
    if (one.role == ImportedMessage::kAssistant) one.model = model;
    read_blocks(message, one);
    if (one.role == ImportedMessage::kUser) read_attachments(message, one);
    messages.push_back(std::move(one));
  }
  std::string current = text_in(conversation, "current_leaf_message_uuid");
  if (current.empty() && !messages.empty()) current = messages.back().id;
  build_turns(messages, current, read);
  return read;
}

}  // namespace ponder::api
