#include "api/import/conversation.h"

#include <string>
#include <string_view>
#include <variant>

#include "api/import/fields.h"
#include "api/import/limits.h"
#include "api/import/readers.h"
#include "api/json_tree.h"
#include "base/limits.h"
#include "base/result.h"

namespace ponder::api {
namespace {

constexpr JsonBounds kBounds{import_limits::kConversationBytesMax,
                             import_limits::kConversationMembersMax,
                             import_limits::kConversationValuesMax};

Result<ImportedConversation> read_any(const JsonValue& conversation) {
  if (conversation.find("mapping") != nullptr) return read_chatgpt(conversation);
  if (conversation.find("chat_messages") != nullptr) return read_claude(conversation);
  if (conversation.find("chat") != nullptr) return read_open_webui(conversation);
  if (conversation.find("ponder") != nullptr) return read_own(conversation);
  return invalid(
      "This is no conversation that is understood: it has neither \"mapping\" (ChatGPT) nor "
      "\"chat_messages\" (Claude) nor \"chat\" (Open WebUI) nor \"ponder\".");
}

}  // namespace

Result<ImportedConversation> read_imported(std::string_view json) {
  const Result<JsonValue> tree = parse_json(json, "the conversation", kBounds);
  if (!tree) return tree.error();
  Result<ImportedConversation> read = read_any(*tree);
  if (!read) return read;
  if (read->turns.empty()) return invalid("It has no messages.");
  if (read->turns.size() > limits::kTurnsPerConversationMax) {
    return Error{ErrorCode::kTooLong, "It has " + std::to_string(read->turns.size()) +
                                          " questions; the limit is " +
                                          std::to_string(limits::kTurnsPerConversationMax) + "."};
  }
  return read;
}

}  // namespace ponder::api
