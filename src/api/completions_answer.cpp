// The whole and the streamed text completion.
#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "api/completions.h"
#include "api/errors.h"
#include "api/json_write.h"
#include "api/openai_answer.h"
#include "base/utf8.h"

namespace ponder::api {
namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

// A token that is no text by itself is named by its bytes, as OpenAI's API does.
std::string token_name(const std::string& piece) {
  if (utf8_invalid_at(piece) == std::string::npos) return piece;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string name = "bytes:";
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    name += "\\x";
    name += kHex[byte >> 4U];
    name += kHex[byte & 15U];
  }
  return name;
}

// `offset`: characters before the first of these tokens.
void write_logprobs(JsonWriter& out, const std::vector<TokenLogprob>& logprobs,
                    std::size_t offset) {
  if (logprobs.empty()) {
    out.null();
    return;
  }
  out.begin_object().key("tokens").begin_list();
  for (const TokenLogprob& token : logprobs) out.value(token_name(token.piece));
  out.end_list().key("token_logprobs").begin_list();
  for (const TokenLogprob& token : logprobs) out.value(token.logprob);
  out.end_list().key("top_logprobs").begin_list();
  for (const TokenLogprob& token : logprobs) {
    out.begin_object();
    for (const TokenLogprob::Alternative& other : token.top) {
      out.field(token_name(other.piece), other.logprob);
    }
    out.end_object();
  }
  out.end_list().key("text_offset").begin_list();
  for (const TokenLogprob& token : logprobs) {
    out.value(offset);
    offset += characters(token.piece);
  }
  out.end_list().end_object();
}

void write_head(JsonWriter& out, const CompletionHead& head) {
  out.begin_object().field("id", head.id).field("object", "text_completion");
  out.field("created", head.created_s).field("model", head.model);
}

void add_usage(chat::Usage& sum, const chat::Usage& one, bool first_of_prompt) {
  if (first_of_prompt) {
    sum.tokens_prompt += one.tokens_prompt;
    sum.tokens_cached += one.tokens_cached;
  }
  sum.tokens_new += one.tokens_new;
}

std::vector<TokenLogprob> logprobs_of(const chat::TurnState& state) {
  std::vector<TokenLogprob> all;
  if (state.branches.empty()) return all;
  for (const chat::PartState& part : state.branches.front().parts) {
    if (part.kind != chat::PartKind::kText) continue;
    all.insert(all.end(), part.logprobs.begin(), part.logprobs.end());
  }
  return all;
}

}  // namespace

std::string encode_completion(const CompletionHead& head, const CompletionCall& call,
                              const std::vector<chat::TurnState>& states) {
  JsonWriter out;
  write_head(out, head);
  out.key("choices").begin_list();
  chat::Usage usage;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const chat::TurnState& state = states[i];
    const std::string echo = call.echo ? call.prompts[i / call.n].text : std::string();
    out.begin_object().field("text", echo + chat::answer_text(state)).field("index", i);
    out.key("logprobs");
    write_logprobs(out, logprobs_of(state), characters(echo));
    const auto reason = state.finish.value_or(chat::FinishReason::kStop);
    out.field("finish_reason", openai_finish_reason(reason)).end_object();
    add_usage(usage, state.usage, i % call.n == 0);
  }
  out.end_list().key("usage");
  write_openai_usage(out, usage);
  return out.end_object().take();
}

CompletionStream::CompletionStream(const CompletionHead& head, const CompletionCall& call)
    : n_(call.n), include_usage_(call.include_usage), offsets_(call.choices(), 0) {
  JsonWriter out;
  write_head(out, head);
  head_ = out.key("choices").take();
  for (const chat::RawPrompt& prompt : call.prompts) {
    echoes_.push_back(call.echo ? prompt.text : std::string());
  }
}

std::string CompletionStream::chunk(std::uint32_t choice, std::string_view text,
                                    const std::vector<TokenLogprob>& logprobs,
                                    std::string_view finish) {
  JsonWriter out;
  out.begin_list().begin_object().field("text", text).field("index", choice).key("logprobs");
  write_logprobs(out, logprobs, offsets_[choice]);
  offsets_[choice] += characters(text);
  out.key("finish_reason");
  if (finish.empty()) {
    out.null();
  } else {
    out.value(finish);
  }
  out.end_object().end_list();
  return head_ + out.take() + (include_usage_ ? R"(,"usage":null})" : "}");
}

std::vector<std::string> CompletionStream::encode(std::uint32_t choice, const chat::Event& event) {
  std::vector<std::string> out;
  if (std::holds_alternative<chat::TurnStarted>(event)) {
    if (const std::string& echo = echoes_[choice / n_]; !echo.empty()) {
      out.push_back(chunk(choice, echo, {}, {}));
    }
  } else if (const auto* delta = std::get_if<chat::TextDelta>(&event)) {
    out.push_back(chunk(choice, delta->text, delta->logprobs, {}));
  } else if (const auto* finished = std::get_if<chat::TurnFinished>(&event)) {
    add_usage(usage_, finished->usage, choice % n_ == 0);
    out.push_back(chunk(choice, {}, {}, openai_finish_reason(finished->reason)));
  } else if (const auto* failed = std::get_if<chat::TurnFailed>(&event)) {
    out.push_back(encode_openai_error(failed->error));
  }
  return out;
}

std::vector<std::string> CompletionStream::end() {
  std::vector<std::string> out;
  if (include_usage_) {
    JsonWriter usage;
    write_openai_usage(usage, usage_);
    out.push_back(head_ + R"([],"usage":)" + usage.take() + "}");
  }
  out.emplace_back("[DONE]");
  return out;
}

}  // namespace ponder::api
