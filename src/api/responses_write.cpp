#include "api/responses_write.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/json_write.h"
#include "api/report.h"
#include "api/responses.h"
#include "base/result.h"
#include "chat/event.h"

namespace ponder::api {
namespace {

// The codes that OpenAI's clients know.
std::string_view failure_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kTooLong:
    case ErrorCode::kTooLarge:
      return "invalid_prompt";
    case ErrorCode::kOverloaded:
      return "rate_limit_exceeded";
    default:
      return "server_error";
  }
}

// All of the prompt that was computed is kept for the next request to find.
void write_response_usage(JsonWriter& out, const chat::Usage& usage) {
  out.begin_object().field("input_tokens", usage.tokens_prompt);
  out.key("input_tokens_details").begin_object();
  out.field("cached_tokens", usage.tokens_cached);
  out.field("cache_write_tokens",
            usage.tokens_prompt - std::min(usage.tokens_prompt, usage.tokens_cached))
      .end_object();
  out.field("output_tokens", usage.tokens_new);
  out.key("output_tokens_details").begin_object();
  out.field("reasoning_tokens", usage.tokens_reasoning).end_object();
  out.field("total_tokens", std::uint64_t{usage.tokens_prompt} + usage.tokens_new);
  out.end_object();
}

}  // namespace

void ResponseEncoder::Write::part(JsonWriter& out, const Item& item) {
  const bool is_message = item.kind == Item::kMessage;
  out.begin_object().field("type", is_message ? "output_text" : "summary_text");
  out.field("text", item.text);
  if (is_message) {
    out.key("annotations").begin_list().end_list();
    out.field_raw("logprobs", "[" + item.logprobs + "]");
  }
  out.end_object();
}

void ResponseEncoder::Write::item(JsonWriter& out, const Item& item) {
  out.begin_object().field("id", item.id);
  const bool has_part = item.status != "in_progress" || !item.text.empty();
  switch (item.kind) {
    case Item::kMessage:
      out.field("type", "message").field("status", item.status).field("role", "assistant");
      out.key("content").begin_list();
      if (has_part) part(out, item);
      out.end_list();
      break;
    case Item::kReasoning:
      out.field("type", "reasoning").field("status", item.status).key("summary").begin_list();
      if (has_part) part(out, item);
      out.end_list();
      if (item.agent == 0) break;
      out.key("ponder").begin_object().field("agent", item.agent).field("role", item.role);
      out.field_or_null("answer", item.answer);
      out.field("confidence", item.confidence);
      out.field_or_null("finish", item.finish);
      out.end_object();
      break;
    case Item::kCall:
      out.field("type", "function_call").field("status", item.status);
      out.field("call_id", item.call_id).field("name", item.name).field("arguments", item.text);
      break;
  }
  out.end_object();
}

void ResponseEncoder::Write::output(JsonWriter& out, const ResponseEncoder& response) {
  out.begin_list();
  for (const Item& one : response.items_) item(out, one);
  out.end_list();
}

void ResponseEncoder::Write::resource(JsonWriter& out, const ResponseEncoder& response) {
  const ResponseHead& head = response.head_;
  out.begin_object().field("id", head.id).field("object", "response");
  out.field("created_at", head.created_s).key("completed_at");
  if (response.status_ == Status::kCompleted && response.end_) {
    const std::uint64_t wall_s = (response.end_->report.wall_ms + 999) / 1000;
    out.value(head.created_s + static_cast<std::int64_t>(wall_s));
  } else {
    out.null();
  }
  out.field("status", name_of(response.status_)).key("incomplete_details");
  if (response.status_ == Status::kIncomplete) {
    out.begin_object().field("reason", "max_output_tokens").end_object();
  } else {
    out.null();
  }
  out.key("error");
  if (response.error_) {
    out.begin_object().field("code", failure_code(response.error_->code));
    out.field("message", response.error_->message).end_object();
  } else {
    out.null();
  }
  out.field("model", head.model);
  out.field_or_null("previous_response_id", head.previous_response);
  out.key("access_programs").null();
  out.key("output");
  output(out, response);
  out.key("usage");
  response.end_ ? write_response_usage(out, response.end_->usage) : void(out.null());
  if (response.end_) {
    out.key("ponder");
    write_report(out, response.end_->report);
  }
  // The members of the echo, which is an object that is not empty.
  out.raw(std::string_view(head.echo_json).substr(1, head.echo_json.size() - 2));
  out.end_object();
}

}  // namespace ponder::api
