// POST /v1/embeddings: by the model that was named; else by the first that is made for it, else by
// the default chat model.
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "api/embeddings.h"
#include "server/gate.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

std::string model_for(const ModelPool& pool, std::string asked) {
  if (!asked.empty()) return asked;
  for (ModelStatus& status : pool.list()) {
    if (status.entry.embeds_only) return std::move(status.entry.name);
  }
  return asked;
}

Task<http::Answer> create_embeddings(Services services, std::shared_ptr<http::Request> request) {
  auto call = api::parse_embeddings(request->body);
  if (!call) co_return openai_error_reply(call.error());
  const auto name = services.pool->resolve(model_for(*services.pool, call->model));
  if (!name) co_return openai_error_reply(name.error());
  auto model = co_await services.pool->acquire(*name);
  if (!model) co_return openai_error_reply(model.error());
  local::Embedder* embedder = (*model)->embedder();
  if (embedder == nullptr) {
    co_return openai_error_reply(
        invalid("The model \"" + *name + "\" makes no embeddings; choose another.", "model"));
  }
  local::EmbeddingRequest wanted{std::move(call->inputs), call->dimensions,
                                 std::make_shared<std::atomic<bool>>(false)};
  request->client->on_gone([abandoned = wanted.abandoned] { *abandoned = true; });
  auto embeddings = co_await embedder->embed(std::move(wanted));
  if (!embeddings) co_return openai_error_reply(embeddings.error());
  services.gate->spend(request->key, embeddings->tokens);
  const local::EmbedderInfo& info = embedder->info();
  co_return json_reply(api::encode_embeddings(
      {*name, info.pooling, info.source, std::move(embeddings->vectors), embeddings->tokens},
      call->base64));
}

}  // namespace

void add_embedding_routes(Routes& routes) {
  routes.add("POST", "/v1/embeddings", &create_embeddings);
}

}  // namespace ponder::server
