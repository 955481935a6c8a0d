#include "api/history.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "base/limits.h"
#include "base/result.h"

namespace ponder::api {
namespace {

constexpr std::size_t kIdBytesMax = 512;

std::string read_name(const Node& field, std::size_t bytes_max) {
  std::string name = field.string(bytes_max).value_or("");
  if (field.is_string() && name.empty()) field.fail("must not be empty");
  return name;
}

void write_folder(JsonWriter& out, const FolderView& folder) {
  out.begin_object().field("id", folder.id).field("name", folder.name).end_object();
}

}  // namespace

Result<ChangeConversation> parse_change_conversation(std::string_view text) {
  constexpr std::array<std::string_view, 5> kFields = {"title", "pinned", "archived", "folder",
                                                       "leaf"};
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  body.fail_unless_known(kFields);
  ChangeConversation change;
  if (body["title"].present()) change.title = read_name(body["title"], limits::kTitleBytesMax);
  change.pinned = body["pinned"].boolean();
  change.archived = body["archived"].boolean();
  if (tree->find("folder") != nullptr) {
    change.folder = body["folder"].string(kIdBytesMax).value_or("");
  }
  if (body["leaf"].present()) change.leaf = read_name(body["leaf"], kIdBytesMax);
  const bool changes =
      change.title || change.pinned || change.archived || change.folder || change.leaf;
  if (!changes) body.fail("changes nothing: send title, pinned, archived, folder or leaf");
  if (const Error* error = problem.error()) return *error;
  return change;
}

Result<std::string> parse_folder(std::string_view text, std::size_t bytes_max) {
  constexpr std::array<std::string_view, 1> kFields = {"name"};
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  body.fail_unless_known(kFields);
  body["name"].required();
  std::string name = read_name(body["name"], bytes_max);
  if (const Error* error = problem.error()) return *error;
  return name;
}

std::string encode_folder(const FolderView& folder) {
  JsonWriter out;
  write_folder(out, folder);
  return out.take();
}

std::string encode_folders(std::span<const FolderView> folders) {
  JsonWriter out;
  out.begin_object().key("folders").begin_list();
  for (const FolderView& folder : folders) write_folder(out, folder);
  return out.end_list().end_object().take();
}

std::string encode_hits(std::span<const HitView> hits) {
  JsonWriter out;
  out.begin_object().key("results").begin_list();
  for (const HitView& hit : hits) {
    out.begin_object().field("conversation", hit.conversation).field("title", hit.title);
    out.field_or_null("turn", hit.turn);
    std::string snippet;
    for (const std::string& piece : hit.pieces) snippet += piece;
    out.field("snippet", snippet).key("pieces").begin_list();
    for (const std::string& piece : hit.pieces) out.value(piece);
    out.end_list().end_object();
  }
  return out.end_list().end_object().take();
}

}  // namespace ponder::api
