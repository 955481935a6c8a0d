// Bodies of POST /tokenize and /detokenize and their answers.
#include "api/tokenize.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ponder::api {
namespace {

using Json = nlohmann::json;

TEST(Tokenize, TheBody) {
  const auto plain = parse_tokenize(R"({"content":"x"})");
  ASSERT_TRUE(plain);
  EXPECT_FALSE(plain->add_special);
  EXPECT_TRUE(plain->parse_special);
  EXPECT_FALSE(plain->with_pieces);
  const auto full = parse_tokenize(
      R"({"model":"m","content":"","add_special":true,"parse_special":false,"with_pieces":true})");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->model, "m");
  EXPECT_TRUE(full->add_special && !full->parse_special && full->with_pieces);
  EXPECT_EQ(parse_tokenize(R"({})").error().param, "content");
  EXPECT_EQ(parse_tokenize(R"({"content":7})").error().param, "content");
  EXPECT_EQ(parse_detokenize(R"({})").error().param, "tokens");
  EXPECT_EQ(parse_detokenize(R"({"tokens":"7"})").error().param, "tokens");
  EXPECT_EQ(parse_detokenize(R"({"tokens":[1,-1]})").error().param, "tokens[1]");
  EXPECT_EQ(parse_detokenize(R"({"tokens":[7,8]})")->tokens, (std::vector<Token>{7, 8}));
}

TEST(Tokenize, PiecesThatAreNoTextAreBytes) {
  const std::vector<TokenPiece> tokens = {{7, "a"}, {8, "\xE2\x96"}};
  EXPECT_EQ(Json::parse(encode_tokens(tokens, false))["tokens"], (Json{7, 8}));
  const Json pieces = Json::parse(encode_tokens(tokens, true))["tokens"];
  EXPECT_EQ(pieces[0], (Json{{"id", 7}, {"piece", "a"}}));
  EXPECT_EQ(pieces[1]["piece"], (Json{0xE2, 0x96}));
  EXPECT_EQ(Json::parse(encode_text("\"")), (Json{{"content", "\""}}));
}

}  // namespace
}  // namespace ponder::api
