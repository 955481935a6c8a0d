// One branch over an engine sequence: raw text in, parsed deltas out.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "generate/generator.h"
#include "local/chat_format.h"

namespace ponder::local {

class LocalBranch : public generate::Branch {
 public:
  // `lease` keeps the prompt's pictures computable.
  LocalBranch(engine::SequenceHandle handle, std::unique_ptr<AnswerParser> parser,
              std::shared_ptr<const void> lease = nullptr);

  Task<Result<generate::BranchDelta>> next() override;
  chat::Usage usage() const override { return usage_; }

 private:
  // A whole reparse for each token would cost the square of a long answer.
  Task<void> pace();
  void read(const std::string& text, bool partial, generate::BranchDelta& delta);
  void read_tool_calls(const std::vector<chat::ToolCall>& calls, generate::BranchDelta& delta);

  std::shared_ptr<const void> lease_;  // Outlives the handle.
  engine::SequenceHandle handle_;
  std::unique_ptr<AnswerParser> parser_;  // Null: all text is content.
  std::string raw_;                       // All that the sequence wrote; only with a parser.
  ParsedAnswer shown_;                    // What was handed out.
  std::chrono::steady_clock::time_point parsed_at_;
  chat::Usage usage_;
};

}  // namespace ponder::local
