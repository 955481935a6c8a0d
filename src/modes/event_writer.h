// Writes a turn's events so that they keep the law of chat/event.h: gives parts their ids, opens
// and closes them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/tokens.h"
#include "chat/event.h"
#include "generate/generator.h"

namespace ponder::modes {

// Belongs to one turn, used on its strand. The sink outlives it.
class EventWriter {
 public:
  explicit EventWriter(chat::EventSink& sink) : sink_(sink) {}

  void emit(chat::Event event) { sink_.emit(std::move(event)); }

  // Text or reasoning of `branch`: goes on with the open part of that kind or opens one, after
  // closing one of the other kind. Empty text emits nothing; its logprobs come with the next text.
  void text(chat::BranchId branch, chat::PartKind kind, std::string text,
            std::vector<TokenLogprob> logprobs = {});

  // A piece of a tool call. A call's part stays open until the branch is closed, as calls may
  // come interleaved.
  void tool_call(chat::BranchId branch, const generate::ToolCallDelta& piece);

  void close_parts(chat::BranchId branch);

 private:
  struct OpenParts {
    chat::PartId text = 0;  // 0: none.
    chat::PartKind kind = chat::PartKind::kText;
    std::map<std::uint32_t, chat::PartId> calls;
    std::vector<TokenLogprob> logprobs_held;
  };

  void close_text(OpenParts& open);

  chat::EventSink& sink_;
  chat::PartId last_part_ = 0;
  std::map<chat::BranchId, OpenParts> open_;
};

}  // namespace ponder::modes
