#include "api/openai_answer.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/json_write.h"
#include "api/openai_chat.h"
#include "api/report.h"
#include "base/tokens.h"
#include "chat/event.h"
#include "chat/message.h"
#include "chat/reduce.h"

namespace ponder::api {
namespace {

constexpr std::size_t kAnswerShownBytesMax = 200;

void write_token(JsonWriter& out, const std::string& piece, float logprob) {
  out.field("token", piece);
  out.key("bytes").begin_list();
  for (const char byte : piece) out.value(static_cast<unsigned>(static_cast<unsigned char>(byte)));
  out.end_list();
  out.field("logprob", logprob);
}

// `traces`: what contemplating agents wrote, before the branch's own reasoning.
void write_message(JsonWriter& out, const chat::BranchState& branch, std::string traces) {
  const std::string reasoning = std::move(traces) + chat::reasoning_text(branch);
  const std::string answer = chat::answer_text(branch);
  const std::vector<chat::ToolCall> calls = chat::tool_calls(branch);
  out.begin_object().field("role", "assistant").key("content");
  if (answer.empty() && !calls.empty()) {
    out.null();
  } else {
    out.value(answer);
  }
  out.key("refusal").null();
  if (!reasoning.empty()) out.field("reasoning_content", reasoning);
  if (!calls.empty()) {
    out.key("tool_calls").begin_list();
    for (const chat::ToolCall& call : calls) {
      out.begin_object().field("id", call.id).field("type", "function");
      out.key("function").begin_object().field("name", call.name);
      out.field("arguments", call.arguments).end_object().end_object();
    }
    out.end_list();
  }
  out.end_object();
}

std::vector<TokenLogprob> answer_logprobs(const chat::BranchState& branch) {
  std::vector<TokenLogprob> logprobs;
  for (const chat::PartState& part : branch.parts) {
    if (part.kind != chat::PartKind::kText) continue;
    logprobs.insert(logprobs.end(), part.logprobs.begin(), part.logprobs.end());
  }
  return logprobs;
}

void write_choice(JsonWriter& out, const chat::BranchState& branch, std::string traces,
                  chat::FinishReason reason) {
  out.begin_object().field("index", branch.branch).key("message");
  write_message(out, branch, std::move(traces));
  out.key("logprobs");
  write_openai_logprobs(out, answer_logprobs(branch));
  out.field("finish_reason", openai_finish_reason(reason)).end_object();
}

// Branch 0 is the first choice; the others are its siblings, or the agents of the one choice.
void write_choices(JsonWriter& out, const ChatCompletionCall& call, const chat::TurnState& state) {
  const bool has_siblings = call.turn.choices > 1;
  std::string traces;
  for (const chat::BranchState& branch : state.branches) {
    if (branch.branch != 0 && !has_siblings) traces += agent_trace(branch);
  }
  out.begin_list();
  for (const chat::BranchState& branch : state.branches) {
    if (branch.branch != 0 && !has_siblings) continue;
    const auto reason = branch.branch == 0 ? state.finish : branch.finish;
    write_choice(out, branch, std::exchange(traces, {}),
                 reason.value_or(chat::FinishReason::kStop));
  }
  out.end_list();
}

}  // namespace

std::string_view openai_finish_reason(chat::FinishReason reason) {
  switch (reason) {
    case chat::FinishReason::kToolCalls:
      return "tool_calls";
    case chat::FinishReason::kLength:
    case chat::FinishReason::kBudget:
    case chat::FinishReason::kInterrupted:
    case chat::FinishReason::kRepetition:
      return "length";
    case chat::FinishReason::kStop:
    case chat::FinishReason::kStoppedEarly:
    case chat::FinishReason::kStoppedByUser:
    case chat::FinishReason::kFailed:
      return "stop";
  }
  return "stop";
}

void write_openai_usage(JsonWriter& out, const chat::Usage& usage) {
  out.begin_object();
  out.field("prompt_tokens", usage.tokens_prompt);
  out.field("completion_tokens", usage.tokens_new);
  out.field("total_tokens", std::uint64_t{usage.tokens_prompt} + usage.tokens_new);
  out.key("prompt_tokens_details").begin_object();
  out.field("cached_tokens", usage.tokens_cached).end_object();
  out.key("completion_tokens_details").begin_object();
  out.field("reasoning_tokens", usage.tokens_reasoning).end_object();
  out.end_object();
}

void write_openai_logprobs(JsonWriter& out, const std::vector<TokenLogprob>& logprobs) {
  if (logprobs.empty()) {
    out.null();
    return;
  }
  out.begin_object().key("content").begin_list();
  for (const TokenLogprob& logprob : logprobs) write_openai_logprob(out, logprob);
  out.end_list().key("refusal").null().end_object();
}

void write_openai_logprob(JsonWriter& out, const TokenLogprob& logprob) {
  out.begin_object();
  write_token(out, logprob.piece, logprob.logprob);
  out.key("top_logprobs").begin_list();
  for (const TokenLogprob::Alternative& other : logprob.top) {
    out.begin_object();
    write_token(out, other.piece, other.logprob);
    out.end_object();
  }
  out.end_list().end_object();
}

std::string agent_trace(const chat::BranchState& agent) {
  std::string trace = "Agent " + std::to_string(agent.branch);
  if (!agent.role.empty()) trace += " (" + agent.role + ")";
  if (agent.answer.empty()) {
    trace += ": no answer";
    if (agent.finish) trace += ", " + std::string(chat::finish_reason_name(*agent.finish));
  } else if (agent.answer.size() <= kAnswerShownBytesMax &&
             agent.answer.find('\n') == std::string::npos) {
    trace += ": answer " + agent.answer;
  }
  trace += '\n';
  for (const chat::PartState& part : agent.parts) {
    if (part.kind == chat::PartKind::kToolCall) {
      trace += part.tool_name + "(" + part.text + ")";
    } else {
      trace += part.text;
    }
    trace += '\n';
  }
  return trace + '\n';
}

std::string encode_chat_completion(const std::string& id, std::int64_t created_s,
                                   const ChatCompletionCall& call, const chat::TurnState& state) {
  JsonWriter out;
  out.begin_object().field("id", id).field("object", "chat.completion");
  out.field("created", created_s);
  out.field("model", call.turn.model.empty() ? state.model : call.turn.model);
  out.key("choices");
  write_choices(out, call, state);
  out.key("usage");
  write_openai_usage(out, state.usage);
  out.key("ponder");
  write_report(out, state.report);
  return out.end_object().take();
}

}  // namespace ponder::api
