// A line of our own export.
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/import/fields.h"
#include "api/import/readers.h"
#include "base/base64.h"
#include "base/utf8.h"
#include "chat/request.h"
#include "image/limits.h"

namespace ponder::api {
namespace {

ImportedTurn read_turn(const JsonValue& turn) {
  ImportedTurn read;
  read.input = text_in(turn, "input");
  read.answer = text_in(turn, "answer");
  read.reasoning = text_in(turn, "reasoning");
  read.model = text_in(turn, "model");
  const std::string mode = text_in(turn, "mode");
  if (chat::mode_from_name(mode)) read.mode = mode;
  const std::string status = text_in(turn, "status");
  const bool ended = status == "finished" || status == "failed" || status == "stopped";
  read.status = ended ? status : "interrupted";
  if (!object_in(turn, "settings").empty())
    read.settings_json = json_text(value_in(turn, "settings"));
  read.created_ms = time_in(turn, "created_ms");
  read.finished_ms = time_in(turn, "finished_ms");
  for (const JsonValue& image : list_in(turn, "images")) {
    const std::string url = text_in(image, "url");
    if (url.empty()) continue;  // It was too much for the export and is only named there.
    SentImage& sent = read.images.emplace_back();
    // Bytes that are no picture are found out when it is decoded.
    const auto bytes = base64_decoded(std::string_view(url).substr(url.find(',') + 1));
    sent.file = std::make_shared<const std::string>(bytes ? *bytes : std::string());
    sent.name = utf8_begin(text_in(image, "name"), image::kNameBytesMax);
    sent.reading = utf8_begin(text_in(image, "reading"), image::kReadingBytesMax);
  }
  return read;
}

}  // namespace

ImportedConversation read_own(const JsonValue& conversation) {
  ImportedConversation read;
  const std::string id = text_in(conversation, "id");
  if (!id.empty()) read.source = "ponder:" + id;
  read.title = text_in(conversation, "title");
  read.created_ms = time_in(conversation, "created_ms");
  read.updated_ms = time_in(conversation, "updated_ms");
  read.archived = flag_in(conversation, "archived");
  read.pinned = flag_in(conversation, "pinned") && !read.archived;
  read.folder = text_in(conversation, "folder");
  std::map<std::string, std::size_t, std::less<>> by_id;
  for (const JsonValue& turn : list_in(conversation, "turns")) {
    read.turns.push_back(read_turn(turn));
    const auto parent = by_id.find(text_in(turn, "parent"));  // It stands before this one.
    if (parent != by_id.end()) read.turns.back().parent = parent->second;
    by_id.emplace(text_in(turn, "id"), read.turns.size() - 1);
  }
  const auto leaf = by_id.find(text_in(conversation, "leaf"));
  if (!read.turns.empty()) read.leaf = leaf == by_id.end() ? read.turns.size() - 1 : leaf->second;
  return read;
}

}  // namespace ponder::api
