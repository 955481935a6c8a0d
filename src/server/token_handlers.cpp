// POST /tokenize and /detokenize: a model's vocabulary, without running it.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/tokenize.h"
#include "server/replies.h"
#include "server/routes.h"

namespace ponder::server {
namespace {

Task<http::Answer> tokenize(Services services, std::shared_ptr<http::Request> request) {
  const auto call = api::parse_tokenize(request->body);
  if (!call) co_return error_reply(call.error());
  const auto model = co_await services.pool->acquire(call->model);
  if (!model) co_return error_reply(model.error());
  const engine::Vocabulary& vocabulary = (*model)->vocabulary();
  const auto frame = call->add_special ? vocabulary.frame() : engine::Vocabulary::Frame{};
  std::vector<api::TokenPiece> tokens;
  const auto add = [&](const std::vector<Token>& more) {
    for (const Token token : more) tokens.push_back({token, vocabulary.text(token)});
  };
  add(frame.before);
  add(vocabulary.tokenize(call->content, call->parse_special));
  add(frame.after);
  co_return json_reply(api::encode_tokens(tokens, call->with_pieces));
}

Task<http::Answer> detokenize(Services services, std::shared_ptr<http::Request> request) {
  const auto call = api::parse_detokenize(request->body);
  if (!call) co_return error_reply(call.error());
  const auto model = co_await services.pool->acquire(call->model);
  if (!model) co_return error_reply(model.error());
  const engine::Vocabulary& vocabulary = (*model)->vocabulary();
  std::string text;
  for (const Token token : call->tokens) {
    if (static_cast<std::uint32_t>(token) >= vocabulary.size()) {
      co_return error_reply(invalid("tokens has the token " + std::to_string(token) +
                                        "; this model's tokens are 0 to " +
                                        std::to_string(vocabulary.size() - 1),
                                    "tokens"));
    }
    text += vocabulary.text(token);
  }
  co_return json_reply(api::encode_text(text));
}

}  // namespace

void add_token_routes(Routes& routes) {
  routes.add("POST", "/tokenize", &tokenize);
  routes.add("POST", "/detokenize", &detokenize);
}

}  // namespace ponder::server
