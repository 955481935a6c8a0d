#include "server/views.h"

#include <string>

namespace ponder::server {

api::TurnView view(const store::Turn& turn) {
  api::TurnView shown;
  shown.id = turn.id;
  shown.conversation = turn.conversation_id;
  shown.position = turn.position;
  shown.status = store::turn_status_name(turn.status);
  shown.model = turn.model;
  shown.mode = turn.mode;
  shown.input = turn.input;
  shown.answer = turn.answer;
  shown.reasoning = turn.reasoning;
  shown.last_seq = turn.last_seq;
  shown.created_ms = turn.created_ms;
  shown.finished_ms = turn.finished_ms;
  shown.parent = turn.parent;
  shown.settings_json = turn.request_json;
  for (const store::TurnImage& image : turn.images) {
    const std::string url =
        "/api/turns/" + turn.id + "/images/" + std::to_string(shown.images.size());
    shown.images.push_back(
        {url, image.name, image.media_type, image.width, image.height, image.bytes, image.reading});
  }
  return shown;
}

api::ConversationView view(const store::Conversation& conversation) {
  return {conversation.id,         conversation.title,  conversation.created_ms,
          conversation.updated_ms, conversation.pinned, conversation.archived,
          conversation.folder,     conversation.leaf,   conversation.share};
}

api::SummaryView view(const store::Summary& summary) {
  return {summary.turn_id, summary.text, summary.model, summary.created_ms};
}

}  // namespace ponder::server
