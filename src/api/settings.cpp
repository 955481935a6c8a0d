#include "api/settings.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/request_fields.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

constexpr std::size_t kSystemBytesMax = 32U << 10U;

const JsonValue* find(const JsonObject& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &JsonMember::name);
  return found == fields.end() ? nullptr : &found->value;
}

void check(const Node& body) {
  body["system"].string(kSystemBytesMax);
  read_model(body);
  read_mode(body["mode"]);
  read_agents(body["agents"]);
  read_sampling(body);
  read_token_limit(body["max_tokens"]);
  body["auto_title"].boolean();
}

}  // namespace

Result<UserSettings> UserSettings::read(std::string_view stored) {
  Result<JsonValue> tree = parse_json(stored, "the stored settings");
  if (!tree) return tree.error();
  UserSettings settings;
  if (auto* fields = std::get_if<JsonObject>(&tree->data)) settings.fields_ = std::move(*fields);
  return settings;
}

Result<UserSettings> UserSettings::changed(std::string_view body) const {
  Result<JsonValue> tree = parse_json(body, "the body");
  if (!tree) return tree.error();
  Problem problem("the body");
  const Node node(*tree, problem);
  node.fail_unless_known(kSettingNames);
  if (node.is_object()) check(node);
  if (const Error* error = problem.error()) return *error;
  UserSettings settings = *this;
  auto* fields = std::get_if<JsonObject>(&tree->data);
  if (fields == nullptr) return invalid("the body must be an object");
  for (JsonMember& field : *fields) {
    settings.forget(field.name);
    const auto* text = std::get_if<std::string>(&field.value.data);
    const bool none = std::holds_alternative<std::monostate>(field.value.data) ||
                      (text != nullptr && text->empty());
    if (!none) settings.fields_.push_back(std::move(field));
  }
  return settings;
}

std::string UserSettings::json() const { return json_text({fields_}); }

std::string UserSettings::model() const {
  const JsonValue* value = find(fields_, "model");
  const auto* name = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
  return name == nullptr ? std::string() : *name;
}

void UserSettings::forget(std::string_view name) {
  std::erase_if(fields_, [name](const JsonMember& field) { return field.name == name; });
}

std::string UserSettings::view(std::string_view default_model) const {
  const chat::TurnRequest fresh;
  JsonWriter out;
  out.begin_object().key("settings").begin_object();
  const auto add = [&](std::string_view name, const auto& value, std::string_view source) {
    out.key(name).begin_object();
    if (const JsonValue* mine = find(fields_, name)) {
      out.field_raw("value", json_text(*mine)).field("source", "user");
    } else {
      out.field("value", value).field("source", source);
    }
    out.end_object();
  };
  add("system", "", "default");
  add("model", default_model, "server");
  add("mode", chat::mode_name(fresh.mode), "default");
  add("agents", fresh.agents, "default");
  add("temperature", nullptr, "model");
  add("max_tokens", fresh.tokens_new_max, "default");
  add("seed", nullptr, "random");
  add("auto_title", true, "default");
  return out.end_object().end_object().take();
}

}  // namespace ponder::api
