#include "modes/event_writer.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/tokens.h"
#include "chat/event.h"
#include "generate/generator.h"

namespace ponder::modes {

void EventWriter::close_text(OpenParts& open) {
  if (open.text != 0) emit(chat::PartFinished{open.text});
  open.text = 0;
}

void EventWriter::text(chat::BranchId branch, chat::PartKind kind, std::string text,
                       std::vector<TokenLogprob> logprobs) {
  OpenParts& open = open_[branch];
  std::ranges::move(logprobs, std::back_inserter(open.logprobs_held));
  if (text.empty()) return;
  if (open.text != 0 && open.kind != kind) close_text(open);
  if (open.text == 0) {
    open.text = ++last_part_;
    open.kind = kind;
    emit(chat::PartStarted{open.text, branch, kind, {}, {}});
  }
  emit(chat::TextDelta{open.text, std::move(text), std::exchange(open.logprobs_held, {})});
}

void EventWriter::tool_call(chat::BranchId branch, const generate::ToolCallDelta& piece) {
  OpenParts& open = open_[branch];
  close_text(open);
  auto [call, is_first_piece] = open.calls.try_emplace(piece.index, 0);
  if (is_first_piece) {
    call->second = ++last_part_;
    emit(chat::PartStarted{call->second, branch, chat::PartKind::kToolCall, piece.id, piece.name});
  }
  if (!piece.arguments.empty()) emit(chat::TextDelta{call->second, piece.arguments, {}});
}

void EventWriter::close_parts(chat::BranchId branch) {
  const auto found = open_.find(branch);
  if (found == open_.end()) return;
  close_text(found->second);
  for (const auto& [index, part] : found->second.calls) emit(chat::PartFinished{part});
  open_.erase(found);
}

}  // namespace ponder::modes
