// The settings of a user: shown with where each comes from, and changed.
#include <memory>
#include <string>
#include <utility>

#include "api/models.h"
#include "server/replies.h"
#include "server/routes.h"
#include "server/user_settings.h"

namespace ponder::server {
namespace {

http::Response shown(const Services& services, const api::UserSettings& settings) {
  const Result<std::string> model = services.pool->resolve("");
  return json_reply(settings.view(model ? *model : std::string()));
}

Task<http::Answer> show_settings(Services services, std::shared_ptr<http::Request> request) {
  const auto settings = co_await settings_of(services, authenticate(services, *request));
  if (!settings) co_return error_reply(settings.error());
  co_return shown(services, *settings);
}

Task<http::Answer> change_settings(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const auto before = co_await settings_of(services, who);
  if (!before) co_return error_reply(before.error());
  const auto settings = before->changed(request->body);
  if (!settings) co_return error_reply(settings.error());
  if (const std::string model = settings->model(); !model.empty()) {
    const auto known = services.pool->resolve(api::split_model_name(model).name);
    if (!known) co_return error_reply(known.error());
  }
  const auto kept = co_await services.store->history().keep_settings(who, settings->json());
  if (!kept) co_return error_reply(kept.error());
  co_return shown(services, *settings);
}

}  // namespace

Task<Result<api::UserSettings>> settings_of(Services services, store::Principal who) {
  const auto stored = co_await services.store->history().settings_json(std::move(who));
  if (!stored) co_return stored.error();
  auto settings = api::UserSettings::read(*stored);
  if (!settings) co_return settings.error();
  const std::string model = settings->model();
  if (!model.empty() && !services.pool->resolve(api::split_model_name(model).name)) {
    settings->forget("model");
  }
  co_return settings;
}

void add_settings_routes(Routes& routes) {
  routes.add("GET", "/api/settings", &show_settings);
  routes.add("PATCH", "/api/settings", &change_settings);
}

}  // namespace ponder::server
