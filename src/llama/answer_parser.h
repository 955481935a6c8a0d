// Reads what a model wrote with the parser that its chat template implies.
#pragma once

#include <chat.h>

#include <string>
#include <vector>

#include "local/chat_format.h"

namespace ponder::llama {

class LlamaAnswerParser : public local::AnswerParser {
 public:
  // `prefix`: how the answer was made to begin; it is parsed, but not part of what parse() returns.
  // `thinking_ends`: the tags that close native reasoning.
  LlamaAnswerParser(common_chat_parser_params params, std::string prefix,
                    std::vector<std::string> thinking_ends);

  local::ParsedAnswer parse(std::string_view text, bool partial) override;

 private:
  local::ParsedAnswer parse_all(const std::string& text, bool partial) const;
  local::ParsedAnswer unparsed(std::string_view text) const;

  common_chat_parser_params params_;
  std::string prefix_;
  std::vector<std::string> thinking_ends_;
  local::ParsedAnswer of_prefix_;  // What the prefix alone means.
  local::ParsedAnswer last_;       // The last that could be parsed.
};

}  // namespace ponder::llama
