// Pictures among the tokens of a sequence. A picture of n cells is a run of n negative tokens, each
// one less than the one before; runs that stand side by side are different pictures. Equal pictures
// have equal runs, so that the prefix cache finds them. Whoever makes the runs (local/eyes.h) keeps
// what they stand for as long as a sequence may be computed.
//
// A picture is never cut: it is computed in one row, shared whole or not at all.
#pragma once

#include <cstdint>
#include <vector>

#include "base/tokens.h"

namespace ponder::engine {

inline bool is_media(Token token) { return token < 0; }

// Whether a picture has cells on both sides of `position`.
inline bool cuts_media(const std::vector<Token>& tokens, std::uint32_t position) {
  if (position == 0 || position >= tokens.size()) return false;
  return is_media(tokens[position]) && tokens[position - 1] == tokens[position] + 1 &&
         is_media(tokens[position - 1]);
}

// `position`, or the beginning of the picture that it would cut.
inline std::uint32_t uncut_before(const std::vector<Token>& tokens, std::uint32_t position) {
  while (cuts_media(tokens, position)) --position;
  return position;
}

// How many tokens from `begin` on a row of about `count` has: what stands before the picture that
// would be cut, or all of that picture where it comes first. `begin` cuts none.
inline std::uint32_t uncut_length(const std::vector<Token>& tokens, std::uint32_t begin,
                                  std::uint32_t count) {
  if (count == 0) return 0;
  std::uint32_t end = uncut_before(tokens, begin + count);
  if (end > begin) return end - begin;
  end = begin + count;
  while (cuts_media(tokens, end)) ++end;
  return end - begin;
}

}  // namespace ponder::engine
