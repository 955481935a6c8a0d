// Is what was found denied? Only where a negation reaches it through words that change nothing
// ("I do not see any smoke"); all else counts as said, as a danger missed is worse than one too
// many.
#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "repair/book.h"
#include "repair/words.h"

namespace ponder::repair {
namespace {

constexpr std::size_t kReach = 6;  // Words before the span that are looked at.

// Before a noun it ends what was said before ("geht nicht Rauch kommt raus"): inside spans only.
constexpr std::string_view kGermanNot = "nicht";

bool is_one_of(std::string_view list, std::string_view word) {
  const std::vector<std::string_view>& words = book().word_list(list);
  return std::ranges::find(words, word) != words.end();
}

bool negates(std::string_view word) {
  return is_one_of("negations", word) || word.ends_with("n't");
}

bool is_mark(std::string_view word) {
  return word.size() == 1 && std::string_view(",.;!?:()").find(word[0]) != std::string_view::npos;
}

// "gas smell: no", "smoke? none."
bool refused_behind(std::span<const std::string> words, std::size_t at) {
  if (at >= words.size() || (words[at] != ":" && words[at] != "?" && words[at] != "-"))
    return false;
  if (at + 1 >= words.size() || !is_one_of("refusals", words[at + 1])) return false;
  return at + 2 >= words.size() || is_mark(words[at + 2]);
}

bool said_to_have_ended(std::span<const std::string> words, std::size_t at) {
  if (at >= words.size()) return false;
  if (is_one_of("ended", words[at])) return true;
  return words[at] == "any" && at + 1 < words.size() && words[at + 1] == "more";
}

// "smell of no gas"; not "smell, no idea if gas", where it belongs to other words.
bool denied_inside(std::span<const std::string> words, Span span) {
  for (std::size_t i = span.begin + 1; i + 1 < span.end; ++i) {
    if (!negates(words[i]) && words[i] != kGermanNot) continue;
    const auto behind = words.subspan(i + 1, span.end - 1 - (i + 1));
    if (std::ranges::all_of(behind, [](const std::string& w) { return is_one_of("fillers", w); })) {
      return true;
    }
  }
  return false;
}

bool denied_before(std::span<const std::string> words, Span span,
                   const std::vector<bool>& covered) {
  const auto is_or = [&](std::size_t i) { return i < words.size() && is_one_of("ors", words[i]); };
  bool list = is_or(span.end);
  bool in_list = false;  // Another item stands between.
  for (std::size_t back = 1; back <= span.begin && back <= kReach + (in_list ? kReach : 0);
       ++back) {
    const std::size_t i = span.begin - back;
    const std::string& word = words[i];
    if (negates(word) && !(is_one_of("ors", word) && in_list)) {
      return !in_list || is_one_of("list negations", word);
    }
    if (is_one_of("ors", word)) {
      list = true;
      in_list = true;
    } else if (covered[i]) {
      if (!list) return false;
      in_list = true;
    } else if (word == ",") {
      if (!list) return false;
    } else if (!is_one_of("fillers", word)) {
      return false;
    }
  }
  return false;
}

}  // namespace

bool is_denied(std::span<const std::string> words, Span span, const std::vector<bool>& covered) {
  if (said_to_have_ended(words, span.end)) return false;
  return refused_behind(words, span.end) || denied_inside(words, span) ||
         denied_before(words, span, covered);
}

}  // namespace ponder::repair
