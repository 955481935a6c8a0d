// The bodies of what a user does with the history of conversations (docs/events.md): JSON -> what
// is asked for, plain views -> JSON.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ponder::api {

// PATCH /api/conversations/{id}: what is set is changed. A `folder` of null takes it out of its
// folder, which is the empty text here. Unknown fields and an empty change are errors. Errors:
// kInvalid with `param`, kTooLong.
struct ChangeConversation {
  std::optional<std::string> title;  // 1 to limits::kTitleBytesMax bytes.
  std::optional<bool> pinned, archived;
  std::optional<std::string> folder, leaf;
};
Result<ChangeConversation> parse_change_conversation(std::string_view body);

// {"name"}: 1 to `bytes_max` bytes. Errors: as above.
Result<std::string> parse_folder(std::string_view body, std::size_t bytes_max);

struct FolderView {
  std::string id, name;
};
std::string encode_folder(const FolderView& folder);
std::string encode_folders(std::span<const FolderView> folders);

struct HitView {
  std::string conversation, title;
  std::string turn;                 // Empty: none, it is the title.
  std::vector<std::string> pieces;  // Plain, found, plain, found...
};
std::string encode_hits(std::span<const HitView> hits);

}  // namespace ponder::api
