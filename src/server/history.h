// What a conversation said so far, as the messages that a turn begins with.
#pragma once

#include <vector>

#include "chat/message.h"
#include "store/store.h"

namespace ponder::server {

// Puts the earlier turns between the system messages at the front of `messages` and the rest. A
// turn without an answer (it failed, or was stopped before its first word) is left out: models
// expect user and assistant to alternate.
std::vector<chat::Message> with_history(std::vector<chat::Message> messages,
                                        const std::vector<store::Turn>& earlier);

// A conversation's first title: the first line of what the user said, cut at whole characters.
std::string title_from(const std::string& input);

}  // namespace ponder::server
