#include "server/openapi.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "base/check.h"
#include "server/access.h"
#include "server/assets.h"
#include "server/gunzip.h"

namespace ponder::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kBase = "/base.json";

Json part(const Asset& asset) {
  const auto text = gunzip(asset.gzip);
  PONDER_CHECK(text.has_value());
  return Json::parse(*text);
}

void merge(Json& document, const Json& more) {
  const Json tags = more.value("tags", Json::array());
  const Json paths = more.value("paths", Json::object());
  const Json components = more.value("components", Json::object());
  for (const auto& tag : tags) document["tags"].push_back(tag);
  for (const auto& [path, item] : paths.items()) {
    PONDER_CHECK(!document["paths"].contains(path));
    document["paths"][path] = item;
  }
  for (const auto& [kind, entries] : components.items()) {
    for (const auto& [name, entry] : entries.items()) {
      PONDER_CHECK(!document["components"][kind].contains(name));
      document["components"][kind][name] = entry;
    }
  }
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

Json security_of(const Access& access) {
  if (access.need == Access::Need::kNothing) return Json::array();
  Json scopes = Json::array();
  if (access.need == Access::Need::kScope) scopes.push_back(auth::scope_name(access.scope));
  Json all = Json::array();
  for (const char* carrier : {"bearer", "x_api_key", "page_cookie"}) {
    all.push_back(Json::object({{carrier, scopes}}));
  }
  all.push_back(Json::object());  // Where no key is demanded: see docs/guide/keys-and-network.md.
  return all;
}

// What an operation shares with all others.
void complete(const std::string& path, const std::string& method, Json& operation) {
  const Access access = access_of(upper(method), path);
  operation["security"] = security_of(access);
  const char* dialect = path.starts_with("/v1/messages") ? "MessagesError"
                        : path.starts_with("/v1/models") ? "EitherError"
                        : path.starts_with("/v1/")       ? "OpenAIError"
                                                         : "Error";
  const Json error = {{"$ref", std::string("#/components/responses/") + dialect}};
  for (const char* statuses : {"4XX", "5XX"}) {
    if (!operation["responses"].contains(statuses)) operation["responses"][statuses] = error;
  }
  if (method == "post" && access.need != Access::Need::kNothing) {
    operation["parameters"].push_back({{"$ref", "#/components/parameters/IdempotencyKey"}});
  }
}

}  // namespace

std::string openapi_document() {
  const std::span parts(openapi_begin(), openapi_count());
  Json document = part(*std::ranges::find(parts, kBase, &Asset::path));
  for (const Asset& asset : parts) {
    if (asset.path != kBase) merge(document, part(asset));
  }
  document["info"]["version"] = "1";
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [method, operation] : item.items()) complete(path, method, operation);
  }
  return document.dump();
}

std::vector<RouteName> described_routes(const std::vector<RouteName>& routes) {
  std::vector<RouteName> described;
  std::ranges::copy_if(routes, std::back_inserter(described),
                       [](const RouteName& name) { return !is_file_of_the_program(name.pattern); });
  return described;
}

std::string openapi_path(const std::string& pattern) {
  const auto rest = pattern.find("...}");
  return rest == std::string::npos ? pattern : pattern.substr(0, rest) + "}";
}

}  // namespace ponder::server
