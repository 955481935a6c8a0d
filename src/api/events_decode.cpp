// JSON -> chat::Event (docs/events.md), strict: what is missing or wrong is named.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/events.h"
#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/repair.h"
#include "api/report.h"
#include "base/result.h"
#include "base/tokens.h"
#include "chat/event.h"

namespace ponder::api {
namespace {

// The enumerator whose name `name_of` gives as the field's text; the first `count` are tried.
template <class Enum>
Enum read_enum(const Node& node, std::string_view (*name_of)(Enum), std::size_t count) {
  const std::string text = read_text(node);
  std::string choices;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = name_of(static_cast<Enum>(i));
    if (name == text) return static_cast<Enum>(i);
    if (i != 0) choices += ", ";
    choices += name;
  }
  node.fail_not_one_of(choices);
  return Enum{};
}

chat::FinishReason read_reason(const Node& node) {
  return read_enum(node, &chat::finish_reason_name,
                   static_cast<std::size_t>(chat::FinishReason::kRepetition) + 1);
}

std::string read_piece(const Node& owner) {
  std::string piece = read_text(owner["piece"]);
  if (!owner["bytes"].present()) return piece;
  piece.clear();
  for (const Node& byte : owner["bytes"].items()) {
    piece.push_back(static_cast<char>(read_count<std::uint8_t>(byte)));
  }
  return piece;
}

std::vector<TokenLogprob> read_logprobs(const Node& list) {
  std::vector<TokenLogprob> logprobs;
  for (const Node& node : list.items()) {
    TokenLogprob& logprob = logprobs.emplace_back();
    logprob.token = read_count<Token>(node["token"]);
    logprob.piece = read_piece(node);
    logprob.logprob = read_float(node["logprob"]);
    node["top"].required();
    for (const Node& other : node["top"].items()) {
      logprob.top.push_back(
          {read_count<Token>(other["token"]), read_piece(other), read_float(other["logprob"])});
    }
  }
  return logprobs;
}

chat::Event read_turn_started(const Node& e) {
  return chat::TurnStarted{read_text(e["turn"]), read_required_mode(e["mode"]),
                           read_text(e["model"])};
}
chat::Event read_branch_started(const Node& e) {
  return chat::BranchStarted{read_count<chat::BranchId>(e["branch"]),
                             read_count<chat::BranchId>(e["parent"]), read_text(e["role"])};
}
chat::Event read_part_started(const Node& e) {
  chat::PartStarted part;
  part.part = read_count<chat::PartId>(e["part"]);
  part.branch = read_count<chat::BranchId>(e["branch"]);
  part.kind = read_enum(e["kind"], &chat::part_kind_name,
                        static_cast<std::size_t>(chat::PartKind::kToolCall) + 1);
  if (part.kind != chat::PartKind::kToolCall) return part;
  part.tool_call_id = read_text(e["tool_call_id"]);
  part.tool_name = read_text(e["tool_name"]);
  return part;
}
chat::Event read_text_delta(const Node& e) {
  return chat::TextDelta{read_count<chat::PartId>(e["part"]), read_text(e["text"]),
                         read_logprobs(e["logprobs"])};
}
chat::Event read_part_finished(const Node& e) {
  return chat::PartFinished{read_count<chat::PartId>(e["part"])};
}
chat::Event read_tool_finished(const Node& e) {
  return chat::ToolFinished{read_count<chat::PartId>(e["part"]), read_text(e["result"]),
                            read_flag(e["failed"])};
}
chat::Event read_answer_found(const Node& e) {
  return chat::AnswerFound{read_count<chat::BranchId>(e["branch"]), read_text(e["answer"]),
                           read_text(e["normalised"]), read_float(e["confidence"])};
}
chat::Event read_vote_changed(const Node& e) {
  return chat::VoteChanged{read_tallies(e["tallies"]), read_flag(e["decided"])};
}
chat::Event read_branch_finished(const Node& e) {
  return chat::BranchFinished{read_count<chat::BranchId>(e["branch"]), read_reason(e["reason"]),
                              read_usage(e["usage"])};
}
chat::Event read_forecast(const Node& e) {
  chat::Forecast forecast;
  if (e["expected_ms"].present()) {
    forecast.expected_ms = read_count<std::uint64_t>(e["expected_ms"]);
  }
  forecast.latest_ms = read_count<std::uint64_t>(e["latest_ms"]);
  return forecast;
}
chat::Event read_safety_notice(const Node& e) { return read_safety(e); }
chat::Event read_repair(const Node& e) { return read_repair_state(e); }
chat::Event read_turn_finished(const Node& e) {
  return chat::TurnFinished{read_reason(e["reason"]), read_usage(e["usage"]),
                            read_report(e["report"]), e["stop_string"].string().value_or("")};
}
chat::Event read_turn_failed(const Node& e) {
  const Node error = e["error"];
  error.required();
  chat::TurnFailed failed;
  failed.error.code =
      read_enum(error["code"], &error_code_name, static_cast<std::size_t>(ErrorCode::kIo) + 1);
  failed.error.message = read_text(error["message"]);
  failed.error.param = read_text(error["param"]);
  return failed;
}

using Reader = chat::Event (*)(const Node&);
constexpr std::array<std::pair<std::string_view, Reader>, 14> kReaders = {{
    {"text_delta", &read_text_delta},
    {"turn_started", &read_turn_started},
    {"branch_started", &read_branch_started},
    {"part_started", &read_part_started},
    {"part_finished", &read_part_finished},
    {"tool_finished", &read_tool_finished},
    {"answer_found", &read_answer_found},
    {"vote_changed", &read_vote_changed},
    {"branch_finished", &read_branch_finished},
    {"forecast", &read_forecast},
    {"safety_notice", &read_safety_notice},
    {"repair_state", &read_repair},
    {"turn_finished", &read_turn_finished},
    {"turn_failed", &read_turn_failed},
}};

}  // namespace

Result<chat::Event> decode_event(std::string_view json) {
  const Result<JsonValue> tree = parse_json(json, "the event");
  if (!tree) return tree.error();
  Problem problem("the event");
  const Node node(*tree, problem);
  const std::string type = read_text(node["type"]);
  for (const auto& [name, read] : kReaders) {
    if (name != type) continue;
    chat::Event event = read(node);
    if (const Error* error = problem.error()) return *error;
    return event;
  }
  node["type"].fail("is no known event: " + node["type"].shown());
  return *problem.error();
}

}  // namespace ponder::api
