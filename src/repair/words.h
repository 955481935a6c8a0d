// Finds words in what people write: patterns over folded words, and whether what was found is
// denied ("no smell of gas"). Whoever looks for dangers takes what is unclear as said.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::repair {

// Small letters without accents: "Geschirrsp\u00fcler" -> "geschirrspuler"; sharp s becomes ss.
// Other scripts stay as they are, but for Arabic's vowel marks, which are dropped.
std::string folded(std::string_view text);

// Words and signs (", . ; ! ? :" and line ends as "."), folded. At most kRepairReadBytesMax bytes
// of the text are looked at.
std::vector<std::string> words_of(std::string_view text);

struct Span {
  std::size_t begin = 0, end = 0;  // Words.
  bool operator==(const Span&) const = default;
};

// "a|b c ~ d*": see data/hazards.txt. Keeps a view of its text.
class Pattern {
 public:
  explicit Pattern(std::string_view text);
  // All places, in their order. Between near words no sentence ends.
  std::vector<Span> find(std::span<const std::string> words) const;

 private:
  using Word = std::vector<std::string_view>;  // Its alternatives.
  using Run = std::vector<Word>;
  static bool stands_at(const Run& run, std::span<const std::string> words, std::size_t at);
  static std::vector<Span> find_run(const Run& run, std::span<const std::string> words);

  std::vector<Run> runs_;  // One, or two that stand near each other.
};

// Whether a negation belongs to the span and to nothing else. `covered` says of each word whether
// it is part of some span, so that "no smoke, flames or sparks" denies all three.
bool is_denied(std::span<const std::string> words, Span span, const std::vector<bool>& covered);

// The words of a span with blanks between.
std::string text_of(std::span<const std::string> words, Span span);

}  // namespace ponder::repair
