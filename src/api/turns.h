// The turn API's bodies (docs/events.md): JSON -> what is asked for, plain views -> JSON. The views
// are filled by server/ from the store, which this layer does not know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/settings.h"
#include "api/turn_images.h"
#include "base/result.h"
#include "chat/request.h"

namespace ponder::api {

// POST /api/turns. `turn.messages` holds the system message (if one was given) and, last, the new
// user message; the caller puts the conversation so far between them. An empty `turn.model` means
// the server's default. Mode: the field `mode`, else the model name's suffix, else instant.
struct StartTurn {
  chat::TurnRequest turn;
  std::vector<SentImage> images;            // Of the question; not yet in the message.
  std::optional<std::string> conversation;  // Unset: a new one.
  // The turn that it follows; empty: none, it begins the conversation anew. Unset: the last one of
  // the path that is shown.
  std::optional<std::string> parent;
  bool auto_title = true;  // The model may title the conversation.
  // Where its settings come from, as a JSON object: "request" or "user" by name; what is missing is
  // the default's or the model's.
  std::string sources_json = "{}";
};

inline constexpr std::size_t kTurnBytesMax = 32U << 20U;  // The body: its pictures are in base64.

// What the body does not say is taken from `settings`. Unknown fields are errors, in both. Errors:
// kInvalid with `param`, kTooLong, kTooLarge (kTurnBytesMax).
Result<StartTurn> parse_start_turn(std::string_view body, const UserSettings& settings = {});
struct StopTurn {
  bool answer_now = false;
};
Result<StopTurn> parse_stop_turn(std::string_view body);  // An empty body means {}.

// The settings of a turn, without its texts, as the store keeps them. `sources_json` may be empty.
std::string encode_settings(const chat::TurnRequest& turn, std::string_view sources_json = {});

struct TurnView {
  std::string id, conversation;
  std::uint32_t position = 0;
  std::string status, model, mode, input, answer, reasoning;
  std::uint64_t last_seq = 0;
  std::int64_t created_ms = 0, finished_ms = 0;
  std::string parent = {};         // Empty: none.
  std::string settings_json = {};  // What was asked for, as encode_settings() wrote it.
  std::vector<ImageView> images = {};
};

struct ConversationView {
  std::string id, title;
  std::int64_t created_ms = 0, updated_ms = 0;
  bool pinned = false, archived = false;
  std::string folder = {}, leaf = {}, share = {};  // Empty: none.
};

// What a model is told in place of a turn and all before it.
struct SummaryView {
  std::string turn, summary, model;
  std::int64_t created_ms = 0;
};

std::string encode_turn_started(std::string_view turn, std::string_view conversation,
                                std::uint32_t position);  // The 201 of POST /api/turns.
std::string encode_turn(const TurnView& turn);
std::string encode_conversation(const ConversationView& conversation);  // Without turns.
std::string encode_conversation(const ConversationView& conversation,
                                std::span<const TurnView> turns,
                                std::span<const SummaryView> summaries = {});
// `features`: what this server can do with the history.
std::string encode_conversations(std::span<const ConversationView> conversations,
                                 std::span<const std::string_view> features);

}  // namespace ponder::api
