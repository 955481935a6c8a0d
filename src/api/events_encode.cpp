// chat::Event -> JSON (docs/events.md). Text deltas are the hot path.
#include <string>
#include <variant>
#include "api/events.h"
#include "api/json_write.h"
#include "api/repair.h"
#include "api/report.h"
#include "base/result.h"
#include "base/tokens.h"
#include "base/utf8.h"
#include "chat/event.h"
#include "chat/repair.h"
#include "chat/request.h"
#include "chat/safety.h"

namespace ponder::api {
namespace {

void write_piece(JsonWriter& out, const std::string& piece) {
  out.field("piece", piece);
  if (utf8_invalid_at(piece) == std::string_view::npos) return;
  out.key("bytes").begin_list();
  for (const char byte : piece) out.value(static_cast<unsigned>(static_cast<unsigned char>(byte)));
  out.end_list();
}

void write_logprob(JsonWriter& out, const TokenLogprob& logprob) {
  out.begin_object().field("token", logprob.token);
  write_piece(out, logprob.piece);
  out.field("logprob", logprob.logprob);
  out.key("top").begin_list();
  for (const TokenLogprob::Alternative& other : logprob.top) {
    out.begin_object().field("token", other.token);
    write_piece(out, other.piece);
    out.field("logprob", other.logprob).end_object();
  }
  out.end_list().end_object();
}

// Writes the fields after `type`.
struct WriteFields {
  JsonWriter& out;

  void operator()(const chat::TurnStarted& e) const {
    out.field("type", "turn_started").field("turn", e.turn);
    out.field("mode", chat::mode_name(e.mode)).field("model", e.model);
  }
  void operator()(const chat::BranchStarted& e) const {
    out.field("type", "branch_started").field("branch", e.branch);
    out.field("parent", e.parent).field("role", e.role);
  }
  void operator()(const chat::PartStarted& e) const {
    out.field("type", "part_started").field("part", e.part).field("branch", e.branch);
    out.field("kind", chat::part_kind_name(e.kind));
    if (e.kind != chat::PartKind::kToolCall) return;
    out.field("tool_call_id", e.tool_call_id).field("tool_name", e.tool_name);
  }
  void operator()(const chat::TextDelta& e) const {
    out.field("type", "text_delta").field("part", e.part).field("text", e.text);
    if (e.logprobs.empty()) return;
    out.key("logprobs").begin_list();
    for (const TokenLogprob& logprob : e.logprobs) write_logprob(out, logprob);
    out.end_list();
  }
  void operator()(const chat::PartFinished& e) const {
    out.field("type", "part_finished").field("part", e.part);
  }
  void operator()(const chat::ToolFinished& e) const {
    out.field("type", "tool_finished").field("part", e.part);
    out.field("result", e.result).field("failed", e.failed);
  }
  void operator()(const chat::AnswerFound& e) const {
    out.field("type", "answer_found").field("branch", e.branch).field("answer", e.answer);
    out.field("normalised", e.normalised).field("confidence", e.confidence);
  }
  void operator()(const chat::VoteChanged& e) const {
    out.field("type", "vote_changed").key("tallies");
    write_tallies(out, e.tallies);
    out.field("decided", e.decided);
  }
  void operator()(const chat::BranchFinished& e) const {
    out.field("type", "branch_finished").field("branch", e.branch);
    out.field("reason", chat::finish_reason_name(e.reason)).key("usage");
    write_usage(out, e.usage);
  }
  void operator()(const chat::Forecast& e) const {
    out.field("type", "forecast");
    if (e.expected_ms > 0) out.field("expected_ms", e.expected_ms);
    out.field("latest_ms", e.latest_ms);
  }
  void operator()(const chat::SafetyNotice& e) const {
    out.field("type", "safety_notice");
    write_safety(out, e);
  }
  void operator()(const chat::RepairState& e) const {
    out.field("type", "repair_state");
    write_repair_state(out, e);
  }
  void operator()(const chat::TurnFinished& e) const {
    out.field("type", "turn_finished").field("reason", chat::finish_reason_name(e.reason));
    out.key("usage");
    write_usage(out, e.usage);
    out.key("report");
    write_report(out, e.report);
    if (!e.stop_string.empty()) out.field("stop_string", e.stop_string);
  }
  void operator()(const chat::TurnFailed& e) const {
    out.field("type", "turn_failed").key("error").begin_object();
    out.field("code", error_code_name(e.error.code)).field("message", e.error.message);
    out.field("param", e.error.param).end_object();
  }
};

}  // namespace

std::string encode_event(const chat::Event& event) {
  JsonWriter out;
  out.begin_object();
  std::visit(WriteFields{out}, event);
  return out.end_object().take();
}

}  // namespace ponder::api
