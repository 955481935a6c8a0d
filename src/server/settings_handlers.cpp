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

// With a model that is not here now.
Task<Result<api::UserSettings>> stored_settings(Services services, store::Principal who) {
  const auto stored = co_await services.store->history().settings_json(std::move(who));
  if (!stored) co_return stored.error();
  co_return api::UserSettings::read(*stored);
}

Result<void> check_model(const Services& services, const api::UserSettings& settings) {
  const std::string model = settings.model();
  if (model.empty()) return {};
  const auto known = services.pool->resolve(api::split_model_name(model).name);
  if (!known) return known.error();
  return {};
}

api::UserSettings without_missing_model(const Services& services, api::UserSettings settings) {
  if (!check_model(services, settings)) settings.forget("model");
  return settings;
}

http::Response shown(const Services& services, const api::UserSettings& settings) {
  const Result<std::string> model = services.pool->resolve("");
  return json_reply(settings.view(model ? *model : std::string()));
}

Task<http::Answer> show_settings(Services services, std::shared_ptr<http::Request> request) {
  const auto settings = co_await settings_of(services, authenticate(services, *request));
  if (!settings) co_return error_reply(settings.error());
  co_return shown(services, *settings);
}

// A stored model that is not here now stays stored: it may come back.
Task<http::Answer> change_settings(Services services, std::shared_ptr<http::Request> request) {
  const store::Principal who = authenticate(services, *request);
  const auto stored = co_await stored_settings(services, who);
  if (!stored) co_return error_reply(stored.error());
  const auto settings = without_missing_model(services, *stored).changed(request->body);
  if (!settings) co_return error_reply(settings.error());
  const auto known = check_model(services, *settings);
  if (!known) co_return error_reply(known.error());
  const auto to_keep = stored->changed(request->body);
  if (!to_keep) co_return error_reply(to_keep.error());
  const auto kept = co_await services.store->history().keep_settings(who, to_keep->json());
  if (!kept) co_return error_reply(kept.error());
  co_return shown(services, *settings);
}

}  // namespace

Task<Result<api::UserSettings>> settings_of(Services services, store::Principal who) {
  auto stored = co_await stored_settings(services, std::move(who));
  if (!stored) co_return stored.error();
  co_return without_missing_model(services, std::move(*stored));
}

void add_settings_routes(Routes& routes) {
  routes.add("GET", "/api/settings", &show_settings);
  routes.add("PATCH", "/api/settings", &change_settings);
}

}  // namespace ponder::server
