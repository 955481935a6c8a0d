// Model names and listings: "NAME:mode" taken apart, and the three ways in which models are listed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "chat/request.h"

namespace ponder::api {

// "NAME:thinking" -> NAME and the mode. A suffix that is no mode belongs to the name.
struct ModelName {
  std::string name;
  std::optional<chat::Mode> mode;
};
ModelName split_model_name(std::string_view text);

struct ModelView {
  std::string name;
  std::string state;   // "available", "loading", "ready", "failed".
  std::string reason;  // Of "failed"; else empty.
  std::uint64_t size_bytes = 0;
  std::uint64_t memory_bytes = 0;
  std::uint32_t context_tokens = 0;
  std::string licence;
  bool reasoning = false;  // The model reasons by itself.
  bool vision = false;     // It sees pictures; others are told what is read in them.
  std::int64_t created_s = 0;
  bool embeds_only = false;       // It cannot chat.
  std::string embedding_source;   // "embedding model", "chat model"; empty: makes no embeddings.
  std::string embedding_pooling;  // "mean", "cls", "last".
  std::uint32_t embedding_dimensions = 0;
};

// GET /api/models.
std::string encode_models(std::span<const ModelView> models);

// GET /v1/models: each model as NAME and, if it can chat, once per mode as "NAME:mode".
std::string encode_openai_models(std::span<const ModelView> models);

// GET /v1/models/{id}: one model under the id that was asked for (with or without a suffix).
std::string encode_openai_model(const ModelView& model, std::string_view id);

// The same two routes for Anthropic's clients; all models are one page. Only those that can chat.
std::string encode_messages_models(std::span<const ModelView> models);
std::string encode_messages_model(const ModelView& model, std::string_view id);

}  // namespace ponder::api
