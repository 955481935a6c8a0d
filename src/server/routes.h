// The routes of the server, each counted by its pattern. One function a noun adds its own.
#pragma once

#include <memory>
#include <string>

#include "http/router.h"
#include "server/metrics.h"
#include "server/services.h"

namespace ponder::server {

class Routes {
 public:
  explicit Routes(std::shared_ptr<Metrics> metrics) : metrics_(std::move(metrics)) {}
  void add(std::string method, std::string pattern, http::Handler handler);
  http::Router take() { return std::move(router_); }

 private:
  http::Router router_;
  std::shared_ptr<Metrics> metrics_;
};

void add_chat_routes(Routes& routes, const Services& services);          // /v1/chat/completions
void add_response_routes(Routes& routes, const Services& services);      // /v1/responses
void add_messages_routes(Routes& routes, const Services& services);      // /v1/messages
void add_model_routes(Routes& routes, const Services& services);         // /v1/models, /api/models
void add_turn_routes(Routes& routes, const Services& services);          // /api/turns
void add_conversation_routes(Routes& routes, const Services& services);  // /api/conversations
void add_health_routes(Routes& routes, const Services& services);        // /health, /metrics
void add_page_routes(Routes& routes);                                    // / and its files

}  // namespace ponder::server
