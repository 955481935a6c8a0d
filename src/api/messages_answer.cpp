#include "api/messages_answer.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/messages.h"
#include "api/openai_answer.h"
#include "api/report.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"

namespace ponder::api {
namespace {

void write_thinking(JsonWriter& out, std::string_view text, std::string_view signature) {
  out.begin_object().field("type", "thinking").field("thinking", text);
  out.field("signature", signature).end_object();
}

// Arguments that are no JSON object (the answer was cut off in them) are kept in one that says so.
void write_tool_use(JsonWriter& out, const chat::PartState& call) {
  write_tool_use_head(out, call.tool_call_id, call.tool_name);
  const Result<JsonValue> input = parse_json(call.text, "the arguments");
  const bool is_object = input && std::holds_alternative<JsonObject>(input->data);
  if (is_object) {
    out.raw(json_text(*input));
  } else {
    out.begin_object();
    if (!call.text.empty()) out.field("INVALID_JSON", call.text);
    out.end_object();
  }
  out.end_object();
}

void write_part(JsonWriter& out, const chat::PartState& part, bool shows_thinking) {
  switch (part.kind) {
    case chat::PartKind::kReasoning:
      write_thinking(out, shows_thinking ? part.text : "", kThinkingSignature);
      break;
    case chat::PartKind::kToolCall:
      write_tool_use(out, part);
      break;
    case chat::PartKind::kText:
      out.begin_object().field("type", "text").field("text", part.text);
      out.key("citations").null().end_object();
      break;
  }
}

void write_content(JsonWriter& out, const chat::TurnState& state, bool shows_thinking) {
  out.begin_list();
  for (const chat::BranchState& branch : state.branches) {
    if (branch.branch == 0) continue;
    write_thinking(out, shows_thinking ? agent_trace(branch) : "", kAgentSignature);
  }
  if (!state.branches.empty()) {
    for (const chat::PartState& part : state.branches.front().parts) {
      write_part(out, part, shows_thinking);
    }
  }
  out.end_list();
}

// Anthropic's families of errors; its clients choose an exception by the status.
std::string_view error_type(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthorized:
      return "authentication_error";
    case ErrorCode::kForbidden:
      return "permission_error";
    case ErrorCode::kNotFound:
      return "not_found_error";
    case ErrorCode::kTooLarge:
      return "request_too_large";
    case ErrorCode::kOverloaded:
      return "rate_limit_error";
    case ErrorCode::kUnavailable:
    case ErrorCode::kNoSpace:
      return "overloaded_error";
    case ErrorCode::kInvalid:
    case ErrorCode::kTooLong:
    case ErrorCode::kConflict:
      return "invalid_request_error";
    default:
      return "api_error";
  }
}

}  // namespace

void write_tool_use_head(JsonWriter& out, std::string_view id, std::string_view name) {
  out.begin_object().field("type", "tool_use").field("id", id).field("name", name);
  out.key("caller").begin_object().field("type", "direct").end_object().key("input");
}

std::string_view messages_stop_reason(chat::FinishReason reason, bool stop_string_met) {
  switch (reason) {
    case chat::FinishReason::kToolCalls:
      return "tool_use";
    case chat::FinishReason::kLength:
    case chat::FinishReason::kBudget:
    case chat::FinishReason::kInterrupted:
    case chat::FinishReason::kRepetition:
      return "max_tokens";
    case chat::FinishReason::kStop:
    case chat::FinishReason::kStoppedEarly:
    case chat::FinishReason::kStoppedByUser:
    case chat::FinishReason::kFailed:
      break;
  }
  return stop_string_met ? "stop_sequence" : "end_turn";
}

void write_message_head(JsonWriter& out, std::string_view id, std::string_view model) {
  out.begin_object().field("id", id).field("type", "message").field("role", "assistant");
  out.field("model", model).key("container").null().key("diagnostics").null();
}

void write_messages_usage(JsonWriter& out, const chat::Usage& usage, bool is_delta) {
  const std::uint32_t cached = std::min(usage.tokens_cached, usage.tokens_prompt);
  out.begin_object().field("input_tokens", usage.tokens_prompt - cached);
  out.field("cache_creation_input_tokens", 0).field("cache_read_input_tokens", cached);
  out.field("output_tokens", usage.tokens_new);
  out.key("output_tokens_details").begin_object();
  out.field("thinking_tokens", usage.tokens_reasoning).end_object();
  out.key("server_tool_use").null();
  if (!is_delta) {
    out.key("cache_creation").null().key("inference_geo").null();
    out.field("service_tier", "standard").key("speed").null();
  }
  out.end_object();
}

void write_stop(JsonWriter& out, chat::FinishReason reason, std::string_view stop_string) {
  const std::string_view told = messages_stop_reason(reason, !stop_string.empty());
  out.field("stop_reason", told).key("stop_sequence");
  if (told == "stop_sequence") {
    out.value(stop_string);
  } else {
    out.null();
  }
  out.key("stop_details").null();
}

std::string encode_message(const std::string& id, const MessagesCall& call,
                           const chat::TurnState& state) {
  JsonWriter out;
  write_message_head(out, id, call.turn.model.empty() ? state.model : call.turn.model);
  out.key("content");
  write_content(out, state, call.shows_thinking);
  write_stop(out, state.finish.value_or(chat::FinishReason::kStop), state.stop_string);
  out.key("usage");
  write_messages_usage(out, state.usage, false);
  out.key("ponder");
  write_report(out, state.report);
  return out.end_object().take();
}

std::string encode_token_count(std::uint32_t tokens) {
  return JsonWriter().begin_object().field("input_tokens", tokens).end_object().take();
}

std::string encode_messages_error(const Error& error, std::string_view request_id) {
  JsonWriter out;
  out.begin_object().field("type", "error").key("error").begin_object();
  out.field("type", error_type(error.code)).field("message", error.message).end_object();
  return out.field("request_id", request_id).end_object().take();
}

}  // namespace ponder::api
