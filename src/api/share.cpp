#include "api/share.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/import/fields.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "base/result.h"

namespace ponder::api {

std::string encode_shared(std::string_view title, std::span<const TurnView> path) {
  JsonWriter out;
  out.begin_object().field("title", title).key("turns").begin_list();
  for (const TurnView& turn : path) {
    out.begin_object().field("id", turn.id).field("conversation", turn.conversation);
    out.field("position", turn.position).field("status", turn.status);
    out.field("model", turn.model).field("mode", turn.mode);
    out.field("input", turn.input).field("answer", turn.answer).field("reasoning", "");
    out.field("last_seq", turn.last_seq);
    out.field("created_ms", turn.created_ms).field("finished_ms", turn.finished_ms);
    std::vector<ImageView> images = turn.images;
    for (ImageView& image : images) {
      image.url.clear();
      image.reading.reset();
    }
    write_images(out, images);
    out.end_object();
  }
  return out.end_list().end_object().take();
}

Result<Shared> decode_shared(std::string_view json) {
  const Result<JsonValue> tree = parse_json(json, "the shared copy", kOwnJson);
  if (!tree) return tree.error();
  Shared shared;
  shared.title = text_in(*tree, "title");
  for (const JsonValue& turn : list_in(*tree, "turns")) {
    shared.turns.push_back({text_in(turn, "id"),
                            text_in(turn, "input"),
                            text_in(turn, "answer"),
                            text_in(turn, "model"),
                            text_in(turn, "mode"),
                            {}});
    for (const JsonValue& image : list_in(turn, "images")) {
      shared.turns.back().images.push_back(text_in(image, "name"));
    }
  }
  return shared;
}

}  // namespace ponder::api
