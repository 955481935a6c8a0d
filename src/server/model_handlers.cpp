// Which models there are: GET /v1/models and /v1/models/{id} in OpenAI's form, or Anthropic's for
// its clients; GET /api/models in ours.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/models.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

std::string_view state_name(ModelState state) {
  switch (state) {
    case ModelState::kAvailable:
      return "available";
    case ModelState::kLoading:
      return "loading";
    case ModelState::kReady:
      return "ready";
    case ModelState::kFailed:
      return "failed";
  }
  return "unknown";
}

std::vector<api::ModelView> views(const ModelPool& pool) {
  std::vector<api::ModelView> all;
  for (ModelStatus& status : pool.list()) {
    api::ModelView& view = all.emplace_back();
    view.name = std::move(status.entry.name);
    view.state = state_name(status.state);
    view.reason = std::move(status.reason);
    view.size_bytes = status.entry.size_bytes;
    view.memory_bytes = status.entry.memory_bytes;
    view.context_tokens = status.entry.context_tokens;
    view.licence = std::move(status.entry.licence);
    view.reasoning = status.entry.native_reasoning;
    view.vision = status.entry.vision;
    view.embeds_only = status.entry.embeds_only;
    view.embedding_source = std::move(status.entry.embedding_source);
    view.embedding_pooling = std::move(status.entry.embedding_pooling);
    view.embedding_dimensions = status.entry.embedding_dimensions;
    view.created_s = status.entry.created_s;
  }
  return all;
}

Task<http::Answer> list(Services services, std::shared_ptr<http::Request> request) {
  const std::vector<api::ModelView> all = views(*services.pool);
  co_return json_reply(speaks_messages(*request) ? api::encode_messages_models(all)
                                                 : api::encode_openai_models(all));
}

Task<http::Answer> list_own(Services services, std::shared_ptr<http::Request> /*request*/) {
  co_return json_reply(api::encode_models(views(*services.pool)));
}

Task<http::Answer> show(Services services, std::shared_ptr<http::Request> request) {
  const std::string& id = request->params.at("id");
  const Result<std::string> name = services.pool->resolve(api::split_model_name(id).name);
  if (!name) co_return error_reply_for(*request, name.error());
  for (const api::ModelView& view : views(*services.pool)) {
    if (view.name != *name) continue;
    co_return json_reply(speaks_messages(*request) ? api::encode_messages_model(view, id)
                                                   : api::encode_openai_model(view, id));
  }
  co_return error_reply_for(*request, {ErrorCode::kNotFound, "The model has just gone.", "model"});
}

}  // namespace

void add_model_routes(Routes& routes) {
  routes.add("GET", "/v1/models", &list);
  // Names may hold slashes.
  routes.add("GET", "/v1/models/{id...}", &show);
  routes.add("GET", "/api/models", &list_own);
}

}  // namespace ponder::server
