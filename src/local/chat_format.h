// How one model wants a conversation written, and how what it writes is read: chat template, tool
// call syntax, native reasoning tags, grammars. llama/ implements it with llama.cpp's common
// library; FakeFormat with plain text.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/message.h"
#include "engine/sampling.h"
#include "generate/generator.h"

namespace ponder::local {

// What a (partial) answer means.
struct ParsedAnswer {
  std::string content;
  std::string reasoning;
  std::vector<chat::ToolCall> tool_calls;
};

// Reads the text of one branch. Not thread-safe; one per branch.
class AnswerParser {
 public:
  virtual ~AnswerParser() = default;
  // `text` is all that the branch wrote. `partial`: more may come, so half-open syntax is held
  // back. Text that cannot be parsed comes back as content: nothing is lost.
  virtual ParsedAnswer parse(std::string_view text, bool partial) = 0;
};

struct Rendered {
  std::string prompt;  // To be tokenised with special tokens; ends where the model speaks.
  engine::Grammar grammar;
  std::vector<std::string> stops;        // The template's own, besides the request's.
  std::unique_ptr<AnswerParser> parser;  // Null: all text is content.
};

// Thread-safe.
class ChatFormat {
 public:
  virtual ~ChatFormat() = default;
  virtual bool native_reasoning() const = 0;
  virtual bool tools() const = 0;
  // Errors: kInvalid (a schema that has no grammar, a template that refuses the messages).
  virtual Result<Rendered> render(const generate::TrunkSpec& spec, std::string_view user_suffix,
                                  std::string_view assistant_prefix) const = 0;
};

}  // namespace ponder::local
