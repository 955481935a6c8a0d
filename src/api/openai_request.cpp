// The body of POST /v1/chat/completions -> ChatCompletionCall.
#include <cstdint>
#include <optional>
#include <string>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/openai_chat.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

void read_logprobs(const Node& body, chat::TurnRequest& turn) {
  const Node top = body["top_logprobs"];
  const std::optional<std::int64_t> count = top.integer(0, limits::kTopLogprobsMax);
  if (body["logprobs"].boolean().value_or(false)) {
    turn.logprobs_top = static_cast<std::uint32_t>(count.value_or(0));
  } else if (count) {
    top.fail("needs logprobs to be true");
  }
}

void read_choices(const Node& n, chat::TurnRequest& turn) {
  assign(turn.choices, n.integer(1, limits::kChoicesMax));
  if (turn.choices > 1 && turn.mode == chat::Mode::kContemplating) {
    n.fail("is " + n.shown() +
           ", but contemplating agents agree on one answer: send n 1, or the mode instant or "
           "thinking");
  }
}

void refuse_what_cannot_be_done(const Node& body) {
  for (const std::string_view name : {"functions", "function_call"}) {
    if (body[name].present()) body[name].fail("is not supported: use tools and tool_choice");
  }
}

}  // namespace

Result<ChatCompletionCall> parse_chat_completion(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node body(*tree, problem);
  ChatCompletionCall call;
  chat::TurnRequest& turn = call.turn;
  refuse_what_cannot_be_done(body);
  read_model_and_mode(body, read_effort(body["reasoning_effort"]), turn);
  read_choices(body["n"], turn);
  turn.messages = read_messages(body["messages"]);
  turn.sampling = read_sampling(body);
  turn.tools = read_tools(body["tools"]);
  turn.tool_choice = read_tool_choice(body["tool_choice"], turn.tools);
  assign(turn.parallel_tool_calls, body["parallel_tool_calls"].boolean());
  turn.answer_form = read_answer_form(body);
  turn.stop = read_stop(body["stop"]);
  assign(turn.tokens_new_max, read_token_limit(body["max_tokens"]));
  assign(turn.tokens_new_max, read_token_limit(body["max_completion_tokens"]));
  read_logprobs(body, turn);
  assign(call.stream, body["stream"].boolean());
  assign(call.include_usage, body["stream_options"]["include_usage"].boolean());
  if (const Error* error = problem.error()) return *error;
  return call;
}

}  // namespace ponder::api
