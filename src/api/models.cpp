#include "api/models.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "api/json_write.h"
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
  constexpr std::array kModes = {chat::Mode::kInstant, chat::Mode::kThinking,
                                 chat::Mode::kContemplating};
  JsonWriter out;
  out.begin_object().field("object", "list").key("data").begin_list();
  for (const ModelView& model : models) {
    write_openai_model(out, model, model.name);
    if (model.embeds_only) continue;
    for (const chat::Mode mode : kModes) {
      write_openai_model(out, model, model.name + ":" + std::string(chat::mode_name(mode)));
    }
  }
  return out.end_list().end_object().take();
}

std::string encode_openai_model(const ModelView& model, std::string_view id) {
  JsonWriter out;
  write_openai_model(out, model, id);
  return out.take();
}

}  // namespace ponder::api
