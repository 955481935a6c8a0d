#include "api/export.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/json_write.h"
#include "base/utc.h"

namespace ponder::api {
namespace {

constexpr int kExportVersion = 1;

void write_turn(JsonWriter& out, const TurnView& turn) {
  out.begin_object().field("id", turn.id).field_or_null("parent", turn.parent);
  out.field("status", turn.status).field("model", turn.model).field("mode", turn.mode);
  out.field_raw("settings", turn.settings_json.empty() ? "{}" : turn.settings_json);
  out.field("input", turn.input).field("answer", turn.answer).field("reasoning", turn.reasoning);
  if (!turn.images.empty()) write_images(out, turn.images);
  out.field("created_ms", turn.created_ms).field("finished_ms", turn.finished_ms).end_object();
}

std::string date_of(std::int64_t ms) { return utc_text(ms / 1000, "%Y-%m-%d %H:%M UTC"); }

// A heading is one line.
std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

}  // namespace

std::string export_line(const ConversationView& conversation, std::string_view folder,
                        std::span<const TurnView> turns) {
  JsonWriter out;
  out.begin_object().field("ponder", kExportVersion);
  out.field("id", conversation.id).field("title", conversation.title);
  out.field("created_ms", conversation.created_ms).field("updated_ms", conversation.updated_ms);
  out.field("pinned", conversation.pinned).field("archived", conversation.archived);
  out.field_or_null("folder", folder).field_or_null("leaf", conversation.leaf);
  out.key("turns").begin_list();
  for (const TurnView& turn : turns) write_turn(out, turn);
  return out.end_list().end_object().take() + "\n";
}

std::string export_markdown(const ConversationView& conversation, std::span<const TurnView> path) {
  std::string out =
      "# " + one_line(conversation.title) + "\n\n*" + date_of(conversation.created_ms) + "*\n\n";
  for (const TurnView& turn : path) {
    out += "## You\n\n";
    for (const ImageView& image : turn.images) {
      out += "*Picture: " + one_line(image.name.empty() ? "without a name" : image.name) + "*\n\n";
    }
    out += turn.input + "\n\n";
    const std::string who = turn.model.empty() ? "Assistant" : turn.model;
    out += "## " + one_line(who) + " (" + turn.mode + ")\n\n";
    out += turn.answer.empty() ? "*No answer: " + turn.status + ".*" : turn.answer;
    out += "\n\n";
  }
  return out;
}

}  // namespace ponder::api
