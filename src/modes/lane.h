// One branch, written out as events: its reasoning, its text and its tool calls.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chat/event.h"
#include "chat/message.h"
#include "generate/generator.h"
#include "modes/answer_marker.h"
#include "modes/event_writer.h"

namespace ponder::modes {

// The one of the request's stop strings (`asked`) that ended the branch; empty: none did.
std::string asked_stop(const std::vector<std::string>& asked, const generate::BranchDelta& last);

class Lane {
 public:
  struct Form {
    bool is_split = false;      // Text before the answer marker is reasoning.
    bool has_logprobs = false;  // Pass logprobs on.
  };

  // The writer outlives it.
  Lane(EventWriter& writer, chat::BranchId branch, Form form);

  // Emits what `delta` brought; of its text the first `text_bytes`.
  void write(const generate::BranchDelta& delta, std::size_t text_bytes = std::string::npos);

  // The trace is whole: emits what was held back. Where it was split and neither a marker nor a
  // tool call came, the content of its last box, or else all of its text, is emitted as the text
  // part. Closes its parts.
  void settle();

  // The trace was broken off: emits what was held back and closes its parts.
  void abandon();

  // `usage` of the branch, where the text before the answer marker counts as reasoning.
  chat::Usage counted(chat::Usage usage) const;

  const std::string& text() const { return text_; }      // All that is not native reasoning.
  const std::string& answer() const { return answer_; }  // Emitted as text.
  const std::vector<chat::ToolCall>& calls() const { return calls_; }

 private:
  void write_text(std::string_view text, std::vector<TokenLogprob> logprobs);
  void write_reasoning(std::string text, std::vector<TokenLogprob> logprobs = {});
  void release();
  void add_call_piece(const generate::ToolCallDelta& piece);

  EventWriter& writer_;
  chat::BranchId branch_;
  Form form_;
  MarkerSplitter splitter_;
  std::string text_;
  std::string answer_;
  std::size_t reasoning_bytes_ = 0;  // Of text_: what is not the answer.
  std::vector<chat::ToolCall> calls_;
};

}  // namespace ponder::modes
