#include "modes/sentence.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "modes/text.h"

namespace ponder::modes {
namespace {

constexpr std::size_t kWordsBehindNumberMax = 3;

// Verbs that tell a statement from a name or a list of things.
constexpr std::array<std::string_view, 109> kVerbs = {
    "is",       "are",     "was",     "were",     "be",        "been",     "equals",   "has",
    "have",     "had",     "having",  "gets",     "get",       "got",      "cost",     "costs",
    "need",     "needs",   "needed",  "take",     "takes",     "took",     "taken",    "make",
    "makes",    "made",    "earn",    "earns",    "earned",    "spend",    "spends",   "spent",
    "pay",      "pays",    "paid",    "sell",     "sells",     "sold",     "buy",      "buys",
    "bought",   "travel",  "travels", "traveled", "travelled", "run",      "runs",     "ran",
    "drive",    "drives",  "drove",   "use",      "uses",      "used",     "eat",      "eats",
    "ate",      "drink",   "drinks",  "drank",    "save",      "saves",    "saved",    "contain",
    "contains", "hold",    "holds",   "require",  "requires",  "remain",   "remains",  "remained",
    "give",     "gives",   "gave",    "become",   "becomes",   "became",   "weigh",    "weighs",
    "weighed",  "last",    "lasts",   "lasted",   "lost",      "won",      "left",     "makes",
    "produces", "produce", "charges", "charged",  "received",  "receives", "receive",  "consumed",
    "consumes", "totals",  "totaled", "ended",    "began",     "happened", "occurred", "born",
    "died",     "started", "moves",   "goes",     "measures"};

// With one of them a clause says what is not.
constexpr std::array<std::string_view, 14> kNegations = {
    "not",     "no",    "never",  "isn't",  "aren't", "wasn't",  "weren't",
    "doesn't", "don't", "didn't", "cannot", "can't",  "neither", "nor"};

// They say that the number behind or before them is not the value itself.
constexpr std::array<std::string_view, 15> kReservations = {
    "than",  "least", "most",   "between", "fewer", "less", "over",   "under",
    "above", "below", "either", "except",  "or",    "by",   "without"};

// Before a number they make it a name: "chapter 5".
constexpr std::array<std::string_view, 21> kNamed = {
    "chapter", "page",  "verse",   "version",  "room",    "level",  "grade",
    "route",   "step",  "figure",  "equation", "problem", "flight", "highway",
    "type",    "class", "section", "part",     "volume",  "season", "episode"};

// Between a verb and its value.
constexpr std::array<std::string_view, 22> kFillers = {
    "a total of", "the total of",  "total of",    "in total",     "equal to", "about",
    "around",     "approximately", "roughly",     "exactly",      "only",     "just",
    "also",       "now",           "then",        "therefore",    "thus",     "at",
    "the number", "the value",     "going to be", "the amount of"};

// What begins with one of them says where or how, and no formula begins so.
constexpr std::array<std::string_view, 10> kPrepositions = {"in", "on", "of", "to", "by",
                                                            "as", "up", "an", "at", "if"};

// The clause behind them is the conclusion.
constexpr std::array<std::string_view, 9> kConclusions = {
    " so ",      " thus ",    " therefore ", " hence ",        " means ",
    " meaning ", " implies ", " giving ",    " conclude that "};

constexpr std::array<std::string_view, 7> kConditions = {"since ", "because ", "if ",   "when ",
                                                         "given ", "as ",      "after "};

constexpr std::string_view kPunctuation = ".,;:!?\"'()";

struct Word {
  std::string_view raw;   // With its punctuation.
  std::string bare;       // Without, in lower case.
  std::size_t begin = 0;  // In the clause.
};

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& list) {
  return std::ranges::find(list, word) != list.end();
}

std::string_view without_punctuation(std::string_view text) {
  while (!text.empty() && kPunctuation.find(text.front()) != std::string_view::npos) {
    text.remove_prefix(1);
  }
  while (!text.empty() && kPunctuation.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<Word> words_of(std::string_view clause) {
  std::vector<Word> found;
  for (const std::string_view raw : words(clause)) {
    found.push_back({raw, lowered(without_punctuation(raw)),
                     static_cast<std::size_t>(raw.data() - clause.data())});
  }
  return found;
}

bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

// "a. b" -> "b".
std::string_view last_sentence(std::string_view text) {
  while (!text.empty() && (is_space(text.back()) || text.back() == '.' || text.back() == '!')) {
    text.remove_suffix(1);
  }
  for (std::size_t i = text.size(); i > 1; --i) {
    const char mark = text[i - 2];
    if (is_space(text[i - 1]) && (mark == '.' || mark == '!' || mark == '?')) {
      return trimmed(text.substr(i));
    }
  }
  return text;
}

// What a sentence concludes: without "Since ...," and what stands before "so".
std::string_view last_clause(std::string_view sentence) {
  const std::string lower = lowered(sentence);
  std::size_t begin = 0;
  for (const std::string_view mark : kConclusions) {
    const std::size_t at = lower.rfind(mark);
    if (at != std::string::npos) begin = std::max(begin, at + mark.size());
  }
  if (begin > 0) return trimmed(sentence.substr(begin));
  for (const std::string_view mark : kConditions) {
    const std::size_t comma = lower.rfind(", ");
    if (lower.starts_with(mark) && comma != std::string::npos) {
      return trimmed(sentence.substr(comma + 2));
    }
  }
  return sentence;
}

std::string_view without_fillers(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    while (!text.empty() &&
           (is_space(text.front()) || text.front() == ':' || text.front() == ',')) {
      text.remove_prefix(1);
    }
    for (const std::string_view filler : kFillers) {
      const bool is_there = text.size() > filler.size() &&
                            lowered(text.substr(0, filler.size())) == filler &&
                            is_space(text[filler.size()]);
      if (!is_there) continue;
      text.remove_prefix(filler.size());
      again = true;
    }
  }
  return text;
}

bool begins_with_number(std::string_view text) {
  while (!text.empty() && (text.front() == '$' || text.front() == '-' || text.front() == '(')) {
    text.remove_prefix(1);
  }
  return !text.empty() && (is_digit(text.front()) || text.front() == '.');
}

// Statements of a number: "has 5 apples".
std::size_t statements(std::string_view clause, const std::vector<Word>& all) {
  std::size_t count = 0;
  for (const Word& word : all) {
    if (!is_one_of(word.bare, kVerbs)) continue;
    if (begins_with_number(without_fillers(clause.substr(word.begin + word.raw.size())))) ++count;
  }
  return count;
}

bool is_a_name_before(const Word& word) {
  return (!word.raw.empty() && is_upper(word.raw.front())) || is_one_of(word.bare, kNamed);
}

// The clause's only number with what is counted.
void add_only_number(std::string_view clause, const std::vector<Word>& all,
                     std::vector<SentenceValue>& out) {
  std::size_t at = all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!has_digit(all[i].raw)) continue;
    if (at != all.size()) return;
    at = i;
  }
  if (at == all.size() || !begins_with_number(without_punctuation(all[at].raw))) return;
  const auto is_verb = [](const Word& word) { return is_one_of(word.bare, kVerbs); };
  const auto number = all.begin() + static_cast<std::ptrdiff_t>(at);
  const bool is_behind_verb = std::any_of(all.begin(), number, is_verb);
  const bool begins_clause = at == 0 && std::any_of(number, all.end(), is_verb);
  if (!is_behind_verb && !begins_clause) return;
  if (at > 0 && is_a_name_before(all[at - 1])) return;

  std::size_t end = at + 1;
  while (end < all.size() && end <= at + kWordsBehindNumberMax && !is_verb(all[end]) &&
         std::string_view(",;:").find(all[end - 1].raw.back()) == std::string_view::npos) {
    ++end;
  }
  const bool is_alone = end == at + 1;
  for (; end > at + 1 || is_alone; --end) {
    const Word& last = all[end - 1];
    const std::size_t begin = all[at].begin;
    out.push_back(
        {without_punctuation(clause.substr(begin, last.begin + last.raw.size() - begin)), true});
    if (is_alone) break;
  }
}

}  // namespace

std::vector<SentenceValue> values_in_sentence(std::string_view plain) {
  std::vector<SentenceValue> found;
  const std::string_view clause = last_clause(last_sentence(plain));
  const std::vector<Word> all = words_of(clause);
  const bool is_negated =
      std::ranges::any_of(all, [](const Word& word) { return is_one_of(word.bare, kNegations); });
  if (is_negated || clause.ends_with('?') || statements(clause, all) > 1) return found;
  for (auto word = all.rbegin(); word != all.rend(); ++word) {
    if (!is_one_of(word->bare, kVerbs)) continue;
    const std::string_view right =
        trimmed(without_fillers(clause.substr(word->begin + word->raw.size())));
    if (right.empty() || is_one_of(lowered(words(right).front()), kPrepositions)) continue;
    found.push_back({right, false});
  }
  const bool has_reservation = std::ranges::any_of(
      all, [](const Word& word) { return is_one_of(word.bare, kReservations); });
  if (!has_reservation) add_only_number(clause, all, found);
  return found;
}

}  // namespace ponder::modes
