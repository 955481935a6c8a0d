// Conversations and their turns as rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::store {

// Its turns are a tree: each follows its parent. What is shown is the path that ends in the leaf.
struct Conversation {
  std::string id;
  std::string title;
  std::int64_t created_ms = 0, updated_ms = 0;  // Unix time.
  bool pinned = false;
  bool archived = false;
  std::string folder = {};  // Its id; empty: in none.
  std::string leaf = {};    // The id of a turn; empty: it has none.
  std::string share = {};   // The token of its shared copy; empty: it is not shared.
  bool operator==(const Conversation&) const = default;
};

// Which conversations are listed.
struct Listing {
  std::int64_t before_updated_ms = 0;  // 0: from the newest, with all pinned ones first.
  std::size_t limit = 0;               // Pinned ones do not count. At most limits::kPageRowsMax.
  bool archived = false;               // The archived ones, else all others.
  std::string folder = {};             // Only those in it; empty: all.
};

// What is set is changed. Being pinned ends being archived, and the other way round; asking for
// both is kInvalid.
struct ConversationChange {
  std::optional<std::string> title = {};
  std::optional<bool> pinned = {};  // kConflict: history_limits::kPinnedMax are.
  std::optional<bool> archived = {};
  std::optional<std::string> folder = {};  // Empty: in none. kNotFound: there is no such folder.
  std::optional<std::string> leaf = {};    // kNotFound: it has no such turn.
};

// kRunning in the database of a server that just started means: interrupted.
enum class TurnStatus : std::uint8_t { kRunning, kFinished, kFailed, kStopped, kInterrupted };

std::string_view turn_status_name(TurnStatus status);  // "running", "finished"...

// A picture that a question came with.
struct TurnImage {
  std::string name;        // As it was sent; may be empty.
  std::string media_type;  // "image/png"...
  std::uint32_t width = 0, height = 0;
  std::uint64_t bytes = 0;
  std::optional<std::string> reading;  // Its text as the user corrected it; unset: they did not.
  std::shared_ptr<const std::string> file;  // Null where only the rest was asked for.
  bool operator==(const TurnImage&) const = default;
};

struct Turn {
  std::string id;
  std::string conversation_id;
  std::uint32_t position = 0;  // 1, 2, 3... in its conversation, by time.
  std::string model;
  std::string mode;          // "instant"...
  std::string request_json;  // The settings that were asked for.
  std::string input;         // What the user said.
  std::string answer;        // Filled when it ends (or is found interrupted).
  std::string reasoning;
  TurnStatus status = TurnStatus::kRunning;
  std::uint64_t last_seq = 0;
  std::int64_t created_ms = 0, finished_ms = 0;
  std::string parent = {};  // The turn that it follows; empty: it begins the conversation anew.
  std::vector<TurnImage> images = {};  // Of the question, in their order.
  bool operator==(const Turn&) const = default;
};

}  // namespace ponder::store
