// Bodies of POST /v1/embeddings and their answers.
#include "api/embeddings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/limits.h"

namespace ponder::api {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

Error error_of(const std::string& body) {
  const auto call = parse_embeddings(body);
  EXPECT_FALSE(call) << body.substr(0, 200);
  return call ? Error{} : call.error();
}

TEST(Embeddings, TheFourFormsOfInput) {
  const auto one = parse_embeddings(R"({"model":"m:thinking","input":"a"})");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->model, "m");
  EXPECT_EQ(std::get<std::string>(one->inputs.at(0)), "a");
  EXPECT_FALSE(one->base64);
  const auto strings = parse_embeddings(R"({"input":["a","b"],"encoding_format":"base64"})");
  ASSERT_TRUE(strings);
  EXPECT_EQ(std::get<std::string>(strings->inputs.at(1)), "b");
  EXPECT_TRUE(strings->base64);
  const auto tokens = parse_embeddings(R"({"input":[1,2,3],"dimensions":8})");
  ASSERT_TRUE(tokens);
  ASSERT_EQ(tokens->inputs.size(), 1U);
  EXPECT_EQ(std::get<1>(tokens->inputs[0]), (std::vector<Token>{1, 2, 3}));
  EXPECT_EQ(tokens->dimensions, 8U);
  const auto lists = parse_embeddings(R"({"input":[[1],[2,3]]})");
  ASSERT_TRUE(lists);
  EXPECT_EQ(std::get<1>(lists->inputs.at(1)), (std::vector<Token>{2, 3}));
}

TEST(Embeddings, WhatIsWrongIsNamed) {
  EXPECT_EQ(error_of(R"({})").param, "input");
  EXPECT_EQ(error_of(R"({"input":""})").param, "input");
  EXPECT_EQ(error_of(R"({"input":["a",""]})").param, "input[1]");
  EXPECT_EQ(error_of(R"({"input":["a",null]})").param, "input[1]");
  EXPECT_EQ(error_of(R"({"input":[]})").param, "input");
  EXPECT_EQ(error_of(R"({"input":[[]]})").param, "input[0]");
  EXPECT_EQ(error_of(R"({"input":[1,-2]})").param, "input[1]");
  EXPECT_EQ(error_of(R"({"input":[1,2.5]})").param, "input[1]");
  EXPECT_EQ(error_of(R"({"input":7})").param, "input");
  EXPECT_EQ(error_of(R"({"input":"a","encoding_format":"hex"})").param, "encoding_format");
  EXPECT_EQ(error_of(R"({"input":"a","dimensions":0})").param, "dimensions");
}

TEST(Embeddings, TooManyInputsNameBothNumbers) {
  Json body{{"input", std::vector<std::string>(limits::kEmbeddingInputsMax + 1, "a")}};
  const Error error = error_of(body.dump());
  EXPECT_EQ(error.param, "input");
  EXPECT_THAT(error.message, HasSubstr("2048"));
  EXPECT_THAT(error.message, HasSubstr("2049"));
}

TEST(Embeddings, TheAnswerInNumbersAndInBase64) {
  const EmbeddingsAnswer answer{"m", "mean", "chat model", {{0.5F, -1.0F}, {0.0F, 1.0F}}, 7};
  const Json numbers = Json::parse(encode_embeddings(answer, false));
  EXPECT_EQ(numbers["object"], "list");
  EXPECT_EQ(numbers["data"][0]["embedding"], (Json{0.5, -1.0}));
  EXPECT_EQ(numbers["data"][1]["index"], 1);
  EXPECT_EQ(numbers["usage"]["prompt_tokens"], 7);
  EXPECT_EQ(numbers["ponder"], (Json{{"pooling", "mean"}, {"source", "chat model"}}));
  const Json text = Json::parse(encode_embeddings(answer, true));
  // 0.5 is 3f000000 and -1 is bf800000, little end first.
  EXPECT_EQ(text["data"][0]["embedding"], "AAAAPwAAgL8=");
}

}  // namespace
}  // namespace ponder::api
