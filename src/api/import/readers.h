// One reader for each program whose export is understood: its conversation's JSON, as messages or
// turns. Fields that are missing are empty. Internal to api/import/.
#pragma once

#include "api/import/conversation.h"
#include "api/json_tree.h"

namespace ponder::api {

ImportedConversation read_chatgpt(const JsonValue& conversation);
ImportedConversation read_claude(const JsonValue& conversation);
ImportedConversation read_open_webui(const JsonValue& conversation);
ImportedConversation read_own(const JsonValue& conversation);

}  // namespace ponder::api
