// A conversation that somebody had elsewhere, as ours: read from the JSON of ChatGPT's, Claude's
// and Open WebUI's exports and of our own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/turn_images.h"
#include "base/result.h"

namespace ponder::api {

struct ImportedTurn {
  std::optional<std::size_t> parent;  // Its place in the list, before this one; unset: none.
  std::string input, answer, reasoning;
  std::string model;  // May be empty.
  std::string mode = "instant";
  std::string status = "finished";  // Or "interrupted": there is no answer.
  std::string settings_json = "{}";
  std::int64_t created_ms = 0;  // 0: unknown, here and below.
  std::int64_t finished_ms = 0;
  std::vector<SentImage> images = {};  // Not looked at yet; those of our own exports only.
};

struct ImportedConversation {
  std::string source;  // "chatgpt:ID"...: the same of the same conversation; empty: it has no id.
  std::string title;   // May be empty.
  std::int64_t created_ms = 0, updated_ms = 0;
  bool pinned = false, archived = false;
  std::string folder;               // Its name; empty: none.
  std::vector<ImportedTurn> turns;  // Not empty.
  std::size_t leaf = 0;             // The place of the last turn of the path that is shown.
};

// Which export it is, is seen by its fields. Errors: kInvalid, kTooLong, kTooLarge with what is
// wrong.
Result<ImportedConversation> read_imported(std::string_view json);

}  // namespace ponder::api
