// Text to tokens and back.
#include "llama/llama_vocabulary.h"

#include <gtest/gtest.h>

#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

using Tokens = std::vector<Token>;

class TinyVocabulary : public testing::Test {
 protected:
  tests::Rig rig_{tests::write_tiny_model({})};
  LlamaVocabulary vocabulary_{rig_.vocabulary()};
};

TEST_F(TinyVocabulary, ControlTokensAreTokensOnlyWhereAskedFor) {
  EXPECT_EQ(vocabulary_.tokenize("<|im_end|>", true), Tokens{4});
  EXPECT_EQ(vocabulary_.tokenize("<|im_end|>", false).size(), 10U);
}

TEST_F(TinyVocabulary, AddsNothingOfItsOwn) {
  EXPECT_TRUE(vocabulary_.tokenize("", true).empty());
  EXPECT_EQ(vocabulary_.tokenize("a", true), Tokens{5 + 'a'});
}

TEST_F(TinyVocabulary, PiecesGiveTheTextBack) {
  const std::string text = "Gr\xC3\xBC\xC3\x9F dich, \xE4\xB8\x96\xE7\x95\x8C\n\t";
  std::string back;
  for (const Token token : vocabulary_.tokenize(text, true)) back += vocabulary_.piece(token);
  EXPECT_EQ(back, text);
}

TEST_F(TinyVocabulary, ControlTokensAndStrangersHaveNoText) {
  EXPECT_EQ(vocabulary_.piece(4), "");
  EXPECT_EQ(vocabulary_.piece(-1), "");
  EXPECT_EQ(vocabulary_.piece(1'000'000), "");
  EXPECT_EQ(token_text(rig_.vocabulary(), 4, true), "<|im_end|>");
}

TEST_F(TinyVocabulary, LongTextsWithManyTokens) {
  const std::string text(20'000, 'x');
  EXPECT_EQ(vocabulary_.tokenize(text, true).size(), text.size());
}

}  // namespace
}  // namespace ponder::llama
