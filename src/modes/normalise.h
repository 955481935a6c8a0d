// The form in which answers are compared: two agents agree when they mean the same value, however
// they wrote it. Pure functions.
//
//   numbers       1,234.50 = 1234.5; 0.5 = 1/2 = \frac{1}{2}; 2 1/2 = 2.5; 1.5 \times 10^3 = 1500;
//                 five = 5; x = 5 and 2 + 3 = 5 mean 5
//   units         "5 cm" = "5 centimetres" = "5", but not "5 m"; what is merely counted does not
//                 matter (12 students = 12). $5 = 5 dollars = 5; 50% = 50, but not 0.5
//   lists         2 and 3 = 3, 2 = {2, 3} = x = 2 or x = 3, but (2, 3) is not (3, 2); +-2 = -2, 2
//   expressions   2 \cdot x = 2x; \sqrt2 = \sqrt{2}; nothing is computed or reordered; -x and n!
//                 are not x and n (but "B!", "6!" and "It is x!" exclaim)
//   choices       (B) = B. = b) Paris = Option B; letters A to H
//   sentences     "12 pens cost $8." = 8; "So she has 42 apples left." = 42 (modes/sentence.h); a
//                 \boxed{} in the text is the answer
//   short text    case, articles, quotes, punctuation and "the answer is" do not matter; a name's
//                 signs do (C#)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ponder::modes {

struct Normalised {
  enum class Kind : std::uint8_t { kNumber, kList, kExpression, kChoice, kYesNo, kText };
  Kind kind = Kind::kText;
  std::string key;   // Equal for the same value.
  std::string unit;  // Of a number; empty: none was given.

  bool is_said = false;  // A sentence around the value was left out.

  bool is_value() const { return kind != Kind::kText && !is_said; }  // Not words.
  std::string text() const { return unit.empty() ? key : key + " " + unit; }
  bool operator==(const Normalised&) const = default;
};

// Never fails: text that is nothing else becomes kText.
Normalised normalise(std::string_view answer);

// Same value; a unit on one side only does not part them. So not transitive: votes are counted by
// count_votes() in vote.h, which gives an answer without unit to the strongest fitting one.
bool same_answer(const Normalised& a, const Normalised& b);

// Too long to be the same in two agents' words: compared by overlap, not by votes.
bool is_long_answer(const Normalised& answer);

}  // namespace ponder::modes
