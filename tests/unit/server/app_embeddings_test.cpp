// Embeddings, text completions and tokens over HTTP, with the fake model.
#include <gmock/gmock.h>

#include "app_fixture.h"

namespace ponder::server {
namespace {

using ::testing::HasSubstr;

class AppEmbeddings : public AppTest {
 protected:
  AppEmbeddings() {
    ModelEntry entry;
    entry.name = "fake";
    entry.load = [] {
      return local::load_fake(
          R"(fake:{"context_tokens":200,"replies":[{"when":"once","say":"upon"}],
                                       "default":"a time"})",
          {});
    };
    entry.embedding_source = "fake";
    entry.embedding_dimensions = 64;
    config_.models = {entry, script_entry("scripted", script_)};
  }
  Json error_of(const std::string& target, const Json& body, unsigned status) const {
    const RawResponse response = ask("POST", target, body.dump());
    EXPECT_EQ(response.status, status) << response.body;
    return Json::parse(response.body)["error"];
  }
};

TEST_F(AppEmbeddings, VectorsSayHowTheyWereMade) {
  start();
  const Json answer = ask_json("POST", "/v1/embeddings", R"({"model":"fake","input":["a","bc"]})");
  ASSERT_TRUE(answer.contains("data")) << answer.dump();
  EXPECT_EQ(answer["data"].size(), 2U);
  EXPECT_EQ(answer["data"][1]["embedding"].size(), 64U);
  EXPECT_EQ(answer["usage"]["total_tokens"], 3);
  EXPECT_EQ(answer["ponder"]["source"], "fake");
  EXPECT_EQ(answer["model"], "fake");
}

TEST_F(AppEmbeddings, WrongOnesAreNamed) {
  start();
  const Json longer = error_of("/v1/embeddings", {{"input", std::string(201, 'x')}}, 400);
  EXPECT_EQ(longer["code"], "too_long");
  EXPECT_THAT(longer["message"], HasSubstr("201"));
  EXPECT_THAT(longer["message"], HasSubstr("200"));
  EXPECT_EQ(error_of("/v1/embeddings", {{"model", "none"}, {"input", "a"}}, 404)["param"], "model");
  const Json cannot = error_of("/v1/embeddings", {{"model", "scripted"}, {"input", "a"}}, 400);
  EXPECT_THAT(cannot["message"], HasSubstr("makes no embeddings"));
}

TEST_F(AppEmbeddings, AModelThatOnlyEmbedsIsTheDefaultForEmbeddingsAndListedOnce) {
  config_.models[0].embeds_only = true;
  std::swap(config_.models[0], config_.models[1]);
  start();
  EXPECT_EQ(ask_json("POST", "/v1/embeddings", R"({"input":"a"})")["model"], "fake");
  const Json models = ask_json("GET", "/v1/models");
  EXPECT_EQ(models["data"].size(), 5U);  // "scripted" in four forms, "fake".
  EXPECT_EQ(models["data"][4]["embeddings"]["dimensions"], 64);
}

TEST_F(AppEmbeddings, APromptIsContinuedAsItIs) {
  start();
  const Json answer =
      ask_json("POST", "/v1/completions", R"({"model":"fake","prompt":["once","x"],"echo":true})");
  ASSERT_TRUE(answer.contains("choices")) << answer.dump();
  EXPECT_EQ(answer["choices"][0]["text"], "onceupon");
  EXPECT_EQ(answer["choices"][1]["text"], "xa time");
  EXPECT_EQ(answer["usage"]["prompt_tokens"], 5);
  const Json tokens = ask_json("POST", "/v1/completions",
                               R"({"prompt":[111,110,99,101],"echo":true,"max_tokens":2})");
  EXPECT_EQ(tokens["choices"][0]["text"], "onceup");
  EXPECT_EQ(tokens["choices"][0]["finish_reason"], "length");
}

TEST_F(AppEmbeddings, AStreamOfCompletionsEndsWithDone) {
  start();
  const RawResponse response =
      ask("POST", "/v1/completions",
          R"({"prompt":"once","n":2,"stream":true,"stream_options":{"include_usage":true}})");
  const std::vector<Frame> frames = frames_of(response.body);
  ASSERT_GE(frames.size(), 4U) << response.body;
  std::string texts[2];
  for (const Frame& frame : frames) {
    if (frame.data == "[DONE]") continue;
    const Json chunk = Json::parse(frame.data);
    for (const Json& choice : chunk["choices"]) {
      texts[choice["index"].get<int>()] += choice["text"].get<std::string>();
    }
  }
  EXPECT_EQ(texts[0], "upon");
  EXPECT_EQ(texts[1], "upon");
  EXPECT_EQ(frames.back().data, "[DONE]");
}

TEST_F(AppEmbeddings, APromptThatDoesNotFitIsAStatusAlsoForAStream) {
  start();
  const Json body{{"prompt", std::string(300, 'x')}, {"stream", true}};
  EXPECT_THAT(error_of("/v1/completions", body, 400)["message"], HasSubstr("300"));
  EXPECT_THAT(error_of("/v1/completions", {{"prompt", {1, 999}}}, 400)["message"],
              HasSubstr("999"));
}

TEST_F(AppEmbeddings, TokensThereAndBack) {
  start();
  const Json tokens =
      ask_json("POST", "/tokenize", R"({"content":"hi<|speak|>","with_pieces":true})")["tokens"];
  ASSERT_EQ(tokens.size(), 3U);
  EXPECT_EQ(tokens[2]["piece"], "<|speak|>");
  EXPECT_EQ(ask_json("POST", "/detokenize", R"({"tokens":[104,105,257]})")["content"],
            "hi<|speak|>");
  EXPECT_EQ(error_of("/detokenize", {{"tokens", {258}}}, 400)["param"], "tokens");
}

}  // namespace
}  // namespace ponder::server
