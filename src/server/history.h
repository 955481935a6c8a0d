// What a conversation said so far, as the messages that a turn begins with.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "chat/message.h"
#include "store/store.h"

namespace ponder::server {

// Puts the earlier turns between the system messages at the front of `messages` and the rest. A
// turn without an answer (it failed, or was stopped before its first word) is left out: models
// expect user and assistant to alternate. Their pictures have their files.
std::vector<chat::Message> with_history(std::vector<chat::Message> messages,
                                        const std::vector<store::Turn>& earlier);

// The turns from the beginning to `leaf`, each the parent of the next; none where it is empty.
// Errors: kNotFound.
Result<std::vector<store::Turn>> path_to(const std::vector<store::Turn>& turns,
                                         const std::string& leaf);

// A conversation's first title: the first line of what the user said, cut at whole characters.
std::string title_from(const std::string& input);

}  // namespace ponder::server
