#include "llama/llama_vocabulary.h"

#include <array>
#include <limits>

#include "base/check.h"

namespace ponder::llama {

std::string token_text(const llama_vocab* vocabulary, Token token, bool special) {
  if (token < 0 || token >= llama_vocab_n_tokens(vocabulary)) return {};
  std::array<char, 64> small;
  const std::int32_t size =
      llama_token_to_piece(vocabulary, token, small.data(), small.size(), 0, special);
  if (size >= 0) return {small.data(), static_cast<std::size_t>(size)};
  std::string text(static_cast<std::size_t>(-size), '\0');
  llama_token_to_piece(vocabulary, token, text.data(), -size, 0, special);
  return text;
}

// What llama.cpp itself puts around an empty text.
engine::Vocabulary::Frame LlamaVocabulary::frame() const {
  std::array<Token, 8> around{};
  const std::int32_t count =
      llama_tokenize(vocabulary_, "", 0, around.data(), around.size(), true, false);
  Frame frame;
  for (std::int32_t i = 0; i < count && i < static_cast<std::int32_t>(around.size()); ++i) {
    const Token token = around.at(static_cast<std::size_t>(i));
    const bool begins = i == 0 && token == llama_vocab_bos(vocabulary_);
    (begins ? frame.before : frame.after).push_back(token);
  }
  return frame;
}

std::vector<Token> LlamaVocabulary::tokenize(std::string_view text, bool special) const {
  PONDER_CHECK(text.size() <= std::numeric_limits<std::int32_t>::max());
  std::vector<Token> tokens(text.size() / 2 + 16);
  const auto run = [&] {
    return llama_tokenize(vocabulary_, text.data(), static_cast<std::int32_t>(text.size()),
                          tokens.data(), static_cast<std::int32_t>(tokens.size()), false, special);
  };
  std::int32_t count = run();
  if (count < 0) {
    tokens.resize(static_cast<std::size_t>(-static_cast<std::int64_t>(count)));
    count = run();
  }
  PONDER_CHECK(count >= 0);
  tokens.resize(static_cast<std::size_t>(count));
  return tokens;
}

}  // namespace ponder::llama
