// Conversations as files: a line of JSON, which can be imported again, and Markdown to read.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/turns.h"

namespace ponder::api {

// One line. `folder`: its name, or empty. The addresses of pictures are data URLs; one without an
// address is only named.
std::string export_line(const ConversationView& conversation, std::string_view folder,
                        std::span<const TurnView> turns);

// `path`: the turns that are shown.
std::string export_markdown(const ConversationView& conversation, std::span<const TurnView> path);

}  // namespace ponder::api
