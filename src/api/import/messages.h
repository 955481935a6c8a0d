// A tree of messages, as other programs keep conversations, made into a tree of turns: a question
// with its answer. Internal to api/import/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/import/conversation.h"

namespace ponder::api {

struct ImportedMessage {
  enum Role : std::uint8_t { kUser, kAssistant, kOther };
  std::string id;
  std::string parent;  // Of no message in the list: it is a first one.
  Role role = kOther;
  std::string text, reasoning, model;
  std::int64_t at_ms = 0;
};

// Sets `turns` and `leaf`. Messages with one answer after the other become one turn, questions that
// were edited and answers that were made again become branches. `current`: the last message that
// was shown; may be of none. Messages that follow each other in a circle are left out.
void build_turns(const std::vector<ImportedMessage>& messages, const std::string& current,
                 ImportedConversation& into);

}  // namespace ponder::api
