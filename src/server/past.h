// What a turn goes on from: the turns before it on its path, or a summary in place of the first of
// them.
#pragma once

#include <string>
#include <vector>

#include "chat/message.h"
#include "store/store.h"

namespace ponder::server {

struct Past {
  std::string conversation_id;
  std::string summary;             // Of what came before the turns; empty: nothing did.
  std::vector<store::Turn> turns;  // Oldest first.
};

// `path`: all turns before. The summary that covers most of it stands for those turns.
Past past_of(std::string conversation_id, std::vector<store::Turn> path,
             const std::vector<store::Summary>& summaries);

// `asked`, which ends with the question, behind the past: the summary joins the system message.
std::vector<chat::Message> with_past(std::vector<chat::Message> asked, const Past& past);

}  // namespace ponder::server
