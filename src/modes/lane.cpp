#include "modes/lane.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/tokens.h"
#include "chat/event.h"
#include "chat/message.h"
#include "generate/generator.h"
#include "modes/answer_marker.h"
#include "modes/answer_watcher.h"
#include "modes/event_writer.h"
#include "modes/text.h"

namespace ponder::modes {

std::string asked_stop(const std::vector<std::string>& asked, const generate::BranchDelta& last) {
  return std::ranges::find(asked, last.stop_met) != asked.end() ? last.stop_met : std::string();
}

Lane::Lane(EventWriter& writer, chat::BranchId branch, Form form)
    : writer_(writer), branch_(branch), form_(form) {}

void Lane::write(const generate::BranchDelta& delta, std::size_t text_bytes) {
  std::vector<TokenLogprob> of_text, of_reasoning;
  if (form_.has_logprobs) {
    const bool is_thought = delta.text.empty() && !delta.reasoning.empty();
    (is_thought ? of_reasoning : of_text) = delta.logprobs;
  }
  writer_.text(branch_, chat::PartKind::kReasoning, delta.reasoning, std::move(of_reasoning));
  write_text(std::string_view(delta.text).substr(0, text_bytes), std::move(of_text));
  for (const generate::ToolCallDelta& piece : delta.tool_calls) add_call_piece(piece);
}

void Lane::write_text(std::string_view text, std::vector<TokenLogprob> logprobs) {
  text_ += text;
  if (!form_.is_split) {
    answer_ += text;
    writer_.text(branch_, chat::PartKind::kText, std::string(text), std::move(logprobs));
    return;
  }
  MarkerSplitter::Pieces pieces = splitter_.feed(text);
  answer_ += pieces.text;
  write_reasoning(std::move(pieces.reasoning), std::move(logprobs));
  writer_.text(branch_, chat::PartKind::kText, std::move(pieces.text));
}

void Lane::add_call_piece(const generate::ToolCallDelta& piece) {
  release();
  if (piece.index >= calls_.size()) calls_.resize(piece.index + 1);
  chat::ToolCall& call = calls_[piece.index];
  if (call.id.empty()) call.id = piece.id;
  if (call.name.empty()) call.name = piece.name;
  call.arguments += piece.arguments;
  writer_.tool_call(branch_, piece);
}

void Lane::release() {
  if (!form_.is_split) return;
  write_reasoning(splitter_.finish().reasoning);
}

void Lane::write_reasoning(std::string text, std::vector<TokenLogprob> logprobs) {
  reasoning_bytes_ += text.size();
  writer_.text(branch_, chat::PartKind::kReasoning, std::move(text), std::move(logprobs));
}

chat::Usage Lane::counted(chat::Usage usage) const {
  if (text_.empty() || usage.tokens_reasoning > usage.tokens_new) return usage;
  const std::uint64_t of_text = usage.tokens_new - usage.tokens_reasoning;
  usage.tokens_reasoning += static_cast<std::uint32_t>(of_text * reasoning_bytes_ / text_.size());
  return usage;
}

void Lane::settle() {
  release();
  if (form_.is_split && answer_.empty() && calls_.empty() && !trimmed(text_).empty()) {
    const auto box = last_boxed(text_);
    answer_ = box ? shown_boxed(*box) : text_;
    if (!box) reasoning_bytes_ = 0;
    writer_.text(branch_, chat::PartKind::kText, answer_);
  }
  writer_.close_parts(branch_);
}

void Lane::abandon() {
  release();
  writer_.close_parts(branch_);
}

}  // namespace ponder::modes
