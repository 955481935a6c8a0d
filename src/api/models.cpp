#include "api/models.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_write.h"
#include "base/utc.h"
#include "chat/request.h"

namespace ponder::api {
namespace {

void write_embeddings(JsonWriter& out, const ModelView& model) {
  if (model.embedding_source.empty()) return;
  out.key("embeddings").begin_object().field("source", model.embedding_source);
  out.field("pooling", model.embedding_pooling);
  out.field("dimensions", model.embedding_dimensions).end_object();
}

void write_openai_model(JsonWriter& out, const ModelView& model, std::string_view id) {
  out.begin_object();
  out.field("id", id);
  out.field("object", "model");
  out.field("created", model.created_s);
  out.field("owned_by", "ponder");
  out.field("state", model.state);
  if (!model.reason.empty()) out.field("reason", model.reason);
  out.field("context_tokens", model.context_tokens);
  write_embeddings(out, model);
  out.end_object();
}

// Under which a model can be asked: its name, and once per mode if it can chat.
std::vector<std::string> ids_of(const ModelView& model) {
  constexpr std::array kModes = {chat::Mode::kInstant, chat::Mode::kThinking,
                                 chat::Mode::kContemplating};
  std::vector<std::string> ids = {model.name};
  if (model.embeds_only) return ids;
  for (const chat::Mode mode : kModes) {
    ids.push_back(model.name + ":" + std::string(chat::mode_name(mode)));
  }
  return ids;
}

void write_messages_model(JsonWriter& out, const ModelView& model, std::string_view id) {
  out.begin_object().field("type", "model").field("id", id).field("display_name", id);
  out.field("created_at", utc_text(model.created_s, "%Y-%m-%dT%H:%M:%SZ"))
      .field("lifecycle", "active");
  out.key("deprecated_at").null().key("retires_at").null().key("line").null();
  out.key("capabilities").null();
  for (const char* limit : {"max_input_tokens", "max_tokens"}) {
    out.key(limit);
    model.context_tokens == 0 ? out.null() : out.value(model.context_tokens);
  }
  out.end_object();
}

}  // namespace

ModelName split_model_name(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {std::string(text), std::nullopt};
  const std::optional<chat::Mode> mode = chat::mode_from_name(text.substr(colon + 1));
  return {std::string(mode ? text.substr(0, colon) : text), mode};
}

std::string encode_models(std::span<const ModelView> models) {
  JsonWriter out;
  out.begin_object().key("models").begin_list();
  for (const ModelView& model : models) {
    out.begin_object();
    out.field("name", model.name);
    out.field("state", model.state);
    if (!model.reason.empty()) out.field("reason", model.reason);
    out.field("size_bytes", model.size_bytes);
    out.field("memory_bytes", model.memory_bytes);
    out.field("context_tokens", model.context_tokens);
    out.field("licence", model.licence);
    out.field("reasoning", model.reasoning).field("vision", model.vision);
    out.field("chat", !model.embeds_only);
    write_embeddings(out, model);
    out.end_object();
  }
  return out.end_list().end_object().take();
}

std::string encode_openai_models(std::span<const ModelView> models) {
  JsonWriter out;
  out.begin_object().field("object", "list").key("data").begin_list();
  for (const ModelView& model : models) {
    for (const std::string& id : ids_of(model)) write_openai_model(out, model, id);
  }
  return out.end_list().end_object().take();
}

std::string encode_openai_model(const ModelView& model, std::string_view id) {
  JsonWriter out;
  write_openai_model(out, model, id);
  return out.take();
}

std::string encode_messages_models(std::span<const ModelView> models) {
  std::vector<std::string> ids;
  JsonWriter out;
  out.begin_object().key("data").begin_list();
  for (const ModelView& model : models) {
    if (model.embeds_only) continue;
    for (std::string& id : ids_of(model)) {
      write_messages_model(out, model, id);
      ids.push_back(std::move(id));
    }
  }
  out.end_list().field("has_more", false).key("first_id");
  ids.empty() ? out.null() : out.value(ids.front());
  out.key("last_id");
  ids.empty() ? out.null() : out.value(ids.back());
  return out.end_object().take();
}

std::string encode_messages_model(const ModelView& model, std::string_view id) {
  JsonWriter out;
  write_messages_model(out, model, id);
  return out.take();
}

}  // namespace ponder::api
