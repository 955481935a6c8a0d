#include "api/turns.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/import/fields.h"
#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/models.h"
#include "api/repair.h"
#include "api/request_fields.h"
#include "api/settings.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/message.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

constexpr std::size_t kIdBytesMax = 512;
constexpr std::string_view kRepairAssistant = "repair";

// The question may be pictures alone.
std::vector<chat::Message> read_texts(const Node& body, bool has_images) {
  std::vector<chat::Message> messages;
  const std::string system = body["system"].string().value_or("");
  if (!system.empty()) {
    messages.emplace_back().role = chat::Role::kSystem;
    messages.back().content = system;
  }
  const Node input = body["input"];
  chat::Message& user = messages.emplace_back();
  if (input.required()) user.content = input.string().value_or("");
  if (input.is_string() && user.content.empty() && !has_images) input.fail("must not be empty");
  return messages;
}

// Which assistant answers; none: the model itself.
void read_assistant(const Node& body, chat::TurnRequest& turn) {
  const auto assistant = body["assistant"].string(kIdBytesMax);
  if (assistant && *assistant != kRepairAssistant) {
    body["assistant"].fail_not_one_of(kRepairAssistant);
  }
  if (assistant) {
    turn.repair = read_repair_ask(body["repair"]);
    turn.image_uses = read_repair_pictures(body["repair"]);
    turn.mode = chat::Mode::kInstant;
  }
  if (!assistant && body["repair"].present())
    body["repair"].fail("needs \"assistant\": \"repair\"");
}

void write_conversation(JsonWriter& out, const ConversationView& conversation) {
  out.field("id", conversation.id).field("title", conversation.title);
  out.field("created_ms", conversation.created_ms).field("updated_ms", conversation.updated_ms);
  out.field("pinned", conversation.pinned).field("archived", conversation.archived);
  out.field_or_null("folder", conversation.folder).field_or_null("leaf", conversation.leaf);
  out.field_or_null("share", conversation.share);
}

void write_turn(JsonWriter& out, const TurnView& turn) {
  out.begin_object();
  out.field("id", turn.id);
  out.field("conversation", turn.conversation);
  out.field("position", turn.position);
  out.field("status", turn.status);
  out.field("model", turn.model);
  out.field("mode", turn.mode);
  out.field("input", turn.input);
  out.field("answer", turn.answer);
  out.field("reasoning", turn.reasoning);
  out.field("last_seq", turn.last_seq);
  out.field("created_ms", turn.created_ms);
  out.field("finished_ms", turn.finished_ms);
  out.field_or_null("parent", turn.parent);
  out.field_raw("settings", turn.settings_json.empty() ? "{}" : turn.settings_json);
  write_images(out, turn.images);
  out.end_object();
}

// Puts the user's settings beside what the body says. Returns where each one comes from.
std::string add_settings(JsonValue& body, const UserSettings& settings) {
  auto* members = std::get_if<JsonObject>(&body.data);
  JsonWriter sources;
  sources.begin_object();
  if (members == nullptr) return sources.end_object().take();
  const bool has_preset = body.find("preset") != nullptr;
  const bool names_mode = split_model_name(text_in(body, "model")).mode.has_value();
  for (const std::string_view setting : kSettingNames) {
    const bool implied =
        (setting == "mode" && (has_preset || names_mode)) || (setting == "agents" && has_preset);
    if (body.find(setting) != nullptr || implied) {
      sources.field(setting, "request");
      continue;
    }
    const auto mine = std::ranges::find(settings.fields(), setting, &JsonMember::name);
    if (mine == settings.fields().end()) continue;
    members->push_back(*mine);
    sources.field(setting, "user");
  }
  return sources.end_object().take();
}

}  // namespace

Result<StartTurn> parse_start_turn(std::string_view text, const UserSettings& settings) {
  constexpr auto kFields = std::to_array<std::string_view>(
      {"input",          "images",    "conversation",     "parent",
       "model",          "mode",      "preset",           "agents",
       "strategy",       "system",    "temperature",      "top_p",
       "top_k",          "min_p",     "presence_penalty", "frequency_penalty",
       "repeat_penalty", "seed",      "logit_bias",       "max_tokens",
       "budget_ms",      "assistant", "repair",           "auto_title"});
  Result<JsonValue> tree = parse_json(text, "the body", {.bytes_max = kTurnBytesMax});
  if (!tree) return tree.error();
  StartTurn start;
  start.sources_json = add_settings(*tree, settings);
  Problem problem("the body");
  const Node body(*tree, problem);
  body.fail_unless_known(kFields);
  chat::TurnRequest& turn = start.turn;
  read_model_and_mode(body, body, std::nullopt, turn);
  start.images = read_sent_images(body["images"]);
  turn.messages = read_texts(body, !start.images.empty());
  read_assistant(body, turn);
  turn.sampling = read_sampling(body);
  assign(turn.tokens_new_max, read_token_limit(body["max_tokens"]));
  start.auto_title = body["auto_title"].boolean().value_or(true);
  start.conversation = body["conversation"].string(kIdBytesMax);
  if (tree->find("parent") != nullptr) {  // Null says: none.
    start.parent = body["parent"].string(kIdBytesMax).value_or("");
    if (!start.conversation) body["parent"].fail("needs a conversation");
  }
  if (const Error* error = problem.error()) return *error;
  return start;
}

Result<StopTurn> parse_stop_turn(std::string_view text) {
  if (text.empty()) return StopTurn{};
  constexpr std::array<std::string_view, 1> kFields = {"answer_now"};
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  body.fail_unless_known(kFields);
  const StopTurn stop{body["answer_now"].boolean().value_or(false)};
  if (const Error* error = problem.error()) return *error;
  return stop;
}

std::string encode_settings(const chat::TurnRequest& turn, std::string_view sources_json) {
  JsonWriter out;
  out.begin_object().field("model", turn.model).field("mode", chat::mode_name(turn.mode));
  if (turn.repair) out.field("assistant", kRepairAssistant);
  if (turn.mode == chat::Mode::kContemplating) out.field("agents", turn.agents);
  out.field("max_tokens", turn.tokens_new_max);
  if (turn.sampling.temperature) out.field("temperature", *turn.sampling.temperature);
  if (turn.sampling.seed) out.field("seed", static_cast<std::int64_t>(*turn.sampling.seed));
  if (turn.budget) out.field("budget_ms", turn.budget->count());
  if (!sources_json.empty()) out.field_raw("sources", sources_json);
  return out.end_object().take();
}

std::string encode_turn_started(std::string_view turn, std::string_view conversation,
                                std::uint32_t position) {
  JsonWriter out;
  out.begin_object().field("turn", turn).field("conversation", conversation);
  return out.field("position", position).end_object().take();
}

std::string encode_turn(const TurnView& turn) {
  JsonWriter out;
  write_turn(out, turn);
  return out.take();
}

std::string encode_conversation(const ConversationView& conversation) {
  JsonWriter out;
  out.begin_object();
  write_conversation(out, conversation);
  return out.end_object().take();
}

std::string encode_conversation(const ConversationView& conversation,
                                std::span<const TurnView> turns,
                                std::span<const SummaryView> summaries) {
  JsonWriter out;
  out.begin_object();
  write_conversation(out, conversation);
  out.key("turns").begin_list();
  for (const TurnView& turn : turns) write_turn(out, turn);
  out.end_list().key("summaries").begin_list();
  for (const SummaryView& summary : summaries) {
    out.begin_object().field("turn", summary.turn).field("summary", summary.summary);
    out.field("model", summary.model).field("created_ms", summary.created_ms).end_object();
  }
  return out.end_list().end_object().take();
}

std::string encode_conversations(std::span<const ConversationView> conversations,
                                 std::span<const std::string_view> features) {
  JsonWriter out;
  out.begin_object().key("conversations").begin_list();
  for (const ConversationView& conversation : conversations) {
    out.begin_object();
    write_conversation(out, conversation);
    out.end_object();
  }
  out.end_list().key("features").begin_list();
  for (const std::string_view feature : features) out.value(feature);
  return out.end_list().end_object().take();
}

}  // namespace ponder::api
