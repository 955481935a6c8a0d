// The fake model's chat format: roles in plain text, <think> and <call> tags in the answer.
#include <memory>

#include "local/fake_backend.h"

namespace ponder::local {
namespace {

constexpr std::string_view kThink = "<think>", kThinkEnd = "</think>";
constexpr std::string_view kCall = "<call>", kCallEnd = "</call>";

// How many bytes at the end of `text` could begin `tag`.
std::size_t partial_tag(std::string_view text, std::string_view tag) {
  for (std::size_t n = std::min(text.size(), tag.size() - 1); n > 0; --n) {
    if (text.ends_with(tag.substr(0, n))) return n;
  }
  return 0;
}

// <think>...</think>, then text with <call>NAME {json}</call> in it.
class FakeParser : public AnswerParser {
 public:
  explicit FakeParser(bool reasoning) : reasoning_(reasoning) {}

  ParsedAnswer parse(std::string_view text, bool partial) override {
    ParsedAnswer answer;
    if (reasoning_) text = take_reasoning(text, partial, answer);
    for (;;) {
      const std::size_t call = text.find(kCall);
      if (call == std::string_view::npos) break;
      answer.content += text.substr(0, call);
      text.remove_prefix(call + kCall.size());
      const std::size_t end = text.find(kCallEnd);
      std::string_view body = text.substr(0, end);
      if (end == std::string_view::npos && partial) body.remove_suffix(partial_tag(body, kCallEnd));
      add_call(body, answer);
      if (end == std::string_view::npos) return answer;
      text.remove_prefix(end + kCallEnd.size());
    }
    if (partial) text.remove_suffix(partial_tag(text, kCall));
    answer.content += text;
    return answer;
  }

 private:
  static std::string_view take_reasoning(std::string_view text, bool partial,
                                         ParsedAnswer& answer) {
    if (!text.starts_with(kThink)) {
      return partial && kThink.starts_with(text) ? std::string_view() : text;
    }
    text.remove_prefix(kThink.size());
    const std::size_t end = text.find(kThinkEnd);
    if (end != std::string_view::npos) {
      answer.reasoning = text.substr(0, end);
      return text.substr(end + kThinkEnd.size());
    }
    if (partial) text.remove_suffix(partial_tag(text, kThinkEnd));
    answer.reasoning = text;
    return {};
  }

  static void add_call(std::string_view body, ParsedAnswer& answer) {
    const std::size_t space = body.find(' ');
    if (space == std::string_view::npos) return;
    chat::ToolCall call;
    call.id = "call_" + std::to_string(answer.tool_calls.size() + 1);
    call.name = body.substr(0, space);
    call.arguments = body.substr(space + 1);
    answer.tool_calls.push_back(std::move(call));
  }

  bool reasoning_;
};

}  // namespace

Result<Rendered> FakeFormat::render(const generate::TrunkSpec& spec, std::string_view user_suffix,
                                    std::string_view assistant_prefix) const {
  Rendered rendered;
  std::size_t last_user = spec.messages.size();
  for (std::size_t i = 0; i < spec.messages.size(); ++i) {
    if (spec.messages[i].role == chat::Role::kUser) last_user = i;
  }
  for (std::size_t i = 0; i < spec.messages.size(); ++i) {
    const chat::Message& message = spec.messages[i];
    rendered.prompt += std::string(chat::role_name(message.role)) + ": " + message.content;
    if (i == last_user) rendered.prompt += user_suffix;
    rendered.prompt += '\n';
  }
  rendered.prompt += "<|speak|>";
  rendered.prompt += assistant_prefix;
  if (spec.answer_form.kind == chat::AnswerForm::kGrammar)
    rendered.grammar.gbnf = spec.answer_form.text;
  rendered.parser = std::make_unique<FakeParser>(native_reasoning_);
  return rendered;
}

}  // namespace ponder::local
