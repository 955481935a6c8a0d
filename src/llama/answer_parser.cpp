#include "llama/answer_parser.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace ponder::llama {

namespace {

void take_from_front(std::string& text, const std::string& front) {
  if (text.starts_with(front)) text.erase(0, front.size());
}

}  // namespace

LlamaAnswerParser::LlamaAnswerParser(common_chat_parser_params params, std::string prefix,
                                     std::vector<std::string> thinking_ends)
    : params_(std::move(params)),
      prefix_(std::move(prefix)),
      thinking_ends_(std::move(thinking_ends)) {
  if (prefix_.empty()) return;
  try {
    of_prefix_ = parse_all(prefix_, true);
  } catch (const std::exception&) {
    of_prefix_.content = prefix_;
  }
}

local::ParsedAnswer LlamaAnswerParser::parse_all(const std::string& text, bool partial) const {
  common_chat_msg message = common_chat_parse(text, partial, params_);
  local::ParsedAnswer answer;
  answer.content = std::move(message.content);
  answer.reasoning = std::move(message.reasoning_content);
  for (common_chat_tool_call& call : message.tool_calls) {
    answer.tool_calls.push_back(
        {std::move(call.id), std::move(call.name), std::move(call.arguments)});
  }
  return answer;
}

local::ParsedAnswer LlamaAnswerParser::parse(std::string_view text, bool partial) {
  try {
    local::ParsedAnswer answer = parse_all(prefix_ + std::string(text), partial);
    take_from_front(answer.content, of_prefix_.content);
    take_from_front(answer.reasoning, of_prefix_.reasoning);
    last_ = answer;
    return answer;
  } catch (const std::exception&) {
    return partial ? last_ : unparsed(text);
  }
}

// All of the text as content, except the reasoning that was recognised before.
local::ParsedAnswer LlamaAnswerParser::unparsed(std::string_view text) const {
  const auto at = last_.reasoning.empty() ? std::string_view::npos : text.find(last_.reasoning);
  if (at == std::string_view::npos) return {std::string(text), {}, {}};
  std::string_view rest = text.substr(at + last_.reasoning.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
  for (const std::string& tag : thinking_ends_) {
    if (!rest.starts_with(tag)) continue;
    rest.remove_prefix(tag.size());
    break;
  }
  return {std::string(rest), last_.reasoning, {}};
}

}  // namespace ponder::llama
