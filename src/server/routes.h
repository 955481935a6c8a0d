// The routes of the server, each behind the gate and counted by its pattern. One function a noun
// adds its own; server/access.cpp says which key each asks for.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/router.h"
#include "server/route_name.h"
#include "server/services.h"

namespace ponder::server {

class Routes {
 public:
  explicit Routes(const Services& services) : services_(services) {}
  // `body_bytes_max` 0: the server's bound.
  void add(std::string method, std::string pattern, http::Handler handler,
           std::size_t body_bytes_max = 0);
  // A handler that needs the services.
  using ServedHandler = Task<http::Answer> (*)(Services, std::shared_ptr<http::Request>);
  void add(std::string method, std::string pattern, ServedHandler handler,
           std::size_t body_bytes_max = 0);
  const std::vector<RouteName>& names() const { return names_; }
  http::Router take() { return std::move(router_); }

 private:
  http::Router router_;
  Services services_;
  std::vector<RouteName> names_;
};

void add_chat_routes(Routes& routes);          // /v1/chat/completions
void add_response_routes(Routes& routes);      // /v1/responses
void add_messages_routes(Routes& routes);      // /v1/messages
void add_completion_routes(Routes& routes);    // /v1/completions
void add_embedding_routes(Routes& routes);     // /v1/embeddings
void add_token_routes(Routes& routes);         // /tokenize, /detokenize
void add_model_routes(Routes& routes);         // /v1/models, /api/models
void add_image_routes(Routes& routes);         // /api/images
void add_pdf_routes(Routes& routes);           // /api/pdf
void add_turn_routes(Routes& routes);          // /api/turns
void add_turn_image_routes(Routes& routes);    // /api/turns/ID/images
void add_conversation_routes(Routes& routes);  // /api/conversations
void add_history_routes(Routes& routes);       // /api/folders, /api/search
void add_transfer_routes(Routes& routes);      // /api/export, /api/import
void add_share_routes(Routes& routes);         // /shared, /api/shares
void add_settings_routes(Routes& routes);      // /api/settings
void add_change_routes(Routes& routes);        // /api/changes
void add_health_routes(Routes& routes);        // /health, /metrics
void add_login_routes(Routes& routes);         // /login, /logout
void add_docs_routes(Routes& routes);          // /openapi.json, /docs
void add_page_routes(Routes& routes);          // / and its files

}  // namespace ponder::server
