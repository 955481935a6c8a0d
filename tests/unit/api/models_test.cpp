// Model names with a mode, and both listings.
#include "api/models.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace ponder::api {
namespace {

ModelView some_model() {
  ModelView model;
  model.name = "smol";
  model.state = "ready";
  model.size_bytes = 100;
  model.memory_bytes = 200;
  model.context_tokens = 8192;
  model.licence = "Apache-2.0";
  model.created_s = 1700000000;
  return model;
}

TEST(ModelNames, LoseASuffixThatIsAMode) {
  EXPECT_EQ(split_model_name("smol:thinking").name, "smol");
  EXPECT_EQ(split_model_name("smol:thinking").mode, chat::Mode::kThinking);
  EXPECT_EQ(split_model_name("hf:a/b:instant").name, "hf:a/b");
  EXPECT_EQ(split_model_name("hf:a/b:instant").mode, chat::Mode::kInstant);
}

TEST(ModelNames, KeepEveryOtherSuffix) {
  for (const char* name : {"smol", "smol:7b", "hf:a/b", "smol:Thinking", "smol:", ""}) {
    EXPECT_EQ(split_model_name(name).name, name);
    EXPECT_EQ(split_model_name(name).mode, std::nullopt);
  }
}

TEST(ModelListings, NameEachModelOnceInOurOwn) {
  ModelView failed = some_model();
  failed.name = "big";
  failed.state = "failed";
  failed.reason = "not enough memory";
  const std::vector<ModelView> models = {some_model(), failed};
  const auto listed = nlohmann::json::parse(encode_models(models)).at("models");
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0], nlohmann::json::parse(
                           R"({"name":"smol","state":"ready","size_bytes":100,"memory_bytes":200,
                               "context_tokens":8192,"licence":"Apache-2.0","reasoning":false,"vision":false,
                               "chat":true})"));
  EXPECT_EQ(listed[1].at("reason"), "not enough memory");
}

TEST(ModelListings, OfferEachModeInOpenAis) {
  const std::vector<ModelView> models = {some_model()};
  const auto listed = nlohmann::json::parse(encode_openai_models(models));
  EXPECT_EQ(listed.at("object"), "list");
  std::set<std::string> ids;
  for (const auto& model : listed.at("data")) {
    ids.insert(model.at("id"));
    EXPECT_EQ(model.at("object"), "model");
    EXPECT_EQ(model.at("created"), 1700000000);
    EXPECT_EQ(model.at("owned_by"), "ponder");
    EXPECT_EQ(model.at("state"), "ready");
  }
  EXPECT_EQ(ids,
            (std::set<std::string>{"smol", "smol:instant", "smol:thinking", "smol:contemplating"}));
}

TEST(ModelListings, AreOnePageForAnthropicsClients) {
  ModelView embedder = some_model();
  embedder.name = "minilm";
  embedder.embeds_only = true;
  const std::vector<ModelView> models = {embedder, some_model()};
  const auto listed = nlohmann::json::parse(encode_messages_models(models));
  EXPECT_EQ(listed.at("has_more"), false);
  EXPECT_EQ(listed.at("first_id"), "smol");
  EXPECT_EQ(listed.at("last_id"), "smol:contemplating");
  ASSERT_EQ(listed.at("data").size(), 4U);
  EXPECT_EQ(listed.at("data")[1],
            nlohmann::json::parse(
                R"({"type":"model","id":"smol:instant","display_name":"smol:instant",
                    "created_at":"2023-11-14T22:13:20Z","lifecycle":"active","deprecated_at":null,
                    "retires_at":null,"line":null,"capabilities":null,"max_input_tokens":8192,
                    "max_tokens":8192})"));
  EXPECT_EQ(nlohmann::json::parse(encode_messages_model(some_model(), "smol")).at("id"), "smol");
  const auto none = nlohmann::json::parse(encode_messages_models({}));
  EXPECT_TRUE(none.at("first_id").is_null());
  EXPECT_TRUE(none.at("last_id").is_null());
}

TEST(ModelListings, TellOneModelUnderTheIdThatWasAskedFor) {
  const auto model = nlohmann::json::parse(encode_openai_model(some_model(), "smol:thinking"));
  EXPECT_EQ(model.at("id"), "smol:thinking");
}

}  // namespace
}  // namespace ponder::api
