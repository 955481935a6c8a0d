#include "modes/answer_watcher.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace ponder::modes {
namespace {

// What was found, where the text was given in these pieces: "answer | shown | bytes" or
// "at end: answer | shown" or "none".
std::string watch(const std::vector<std::string>& pieces) {
  AnswerWatcher watcher;
  std::size_t before = 0;
  for (const std::string& piece : pieces) {
    if (const auto found = watcher.feed(piece)) {
      return found->answer + " | " + found->shown + " | " + std::to_string(before + found->bytes);
    }
    before += piece.size();
  }
  const auto found = watcher.finish();
  return found ? "at end: " + found->answer + " | " + found->shown : "none";
}

struct Case {
  std::string text;
  std::string expected;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      // Boxes.
      {"so \\boxed{42}. And", "42 | 42 | 13"},
      {"so \\boxed{\\frac{1}{2}} is", "\\frac{1}{2} | $\\frac{1}{2}$ | 22"},
      {"so \\boxed{\\{1, 2\\}} is", "\\{1, 2\\} | $\\{1, 2\\}$ | 19"},
      {"as \\boxed{...} or \\boxed{} then \\boxed{7}", "7 | 7 | 41"},
      {"\\boxed{x < 3}", "x < 3 | x < 3 | 13"},
      {"\\boxed{42", "none"},
      {"\\boxed{" + std::string(300, 'x') + "} \\boxed{8}", "8 | 8 | 318"},
      // A marked line.
      {"six\nAnswer: 42\nMore", "42 | 42 | 14"},
      {"six\nAnswer: 42", "at end: 42 | 42"},
      {"six\n**Answer: 42 cm**\nMore", "**42 cm** | **42 cm** | 21"},
      {"six\n**Final answer:** Paris\nIt", "Paris | Paris | 27"},
      {"Answer: \\boxed{42}, so", "42 | 42 | 18"},
      {"Answer: $\\boxed{42}$ it is", "42 | 42 | 20"},
      {"Answer: \\(x = \\boxed{42}\\) it is", "42 | 42 | 26"},
      {"Answer: $\\frac{1}{2}$\nMore", "$\\frac{1}{2}$ | $\\frac{1}{2}$ | 21"},
      // The answer on the line below.
      {"Answer:\n\n42\nMore", "42 | 42 | 11"},
      {"Answer:\n(B)\nMore", "(B) | (B) | 11"},
      {"Answer:\n$\\boxed{42}$\nMore", "42 | 42 | 20"},
      // Long answers close at the end only.
      {"Answer: Dear Sir,\nI write.\nYours",
       "at end: Dear Sir,\nI write.\nYours | "
       "Dear Sir,\nI write.\nYours"},
      {"Answer:\nRoses are red\nViolets",
       "at end: Roses are red\nViolets | Roses are red\nViolets"},
      {"Answer: The steps:\n42\n", "at end: The steps:\n42 | The steps:\n42"},
      {"Answer: \\[\nx = 4\n\\]", "at end: \\[\nx = 4\n\\] | \\[\nx = 4\n\\]"},
      {"Answer: Let me see.\nSix", "at end: Let me see.\nSix | Let me see.\nSix"},
      {"Answer: Let me see.\n\\boxed{6} is", "6 | 6 | 29"},
      {"\nAnswer: 7\nSix", "7 | 7 | 10"},
      {"Answer:", "none"},
      {"Answer: \n", "none"},
      {"no mark at all", "none"},
  };
  return all;
}

TEST(AnswerWatcher, TakesTheAnswerAsSoonAsItCloses) {
  for (const Case& each : cases()) EXPECT_EQ(watch({each.text}), each.expected) << each.text;
}

TEST(AnswerWatcher, FindsTheSameWhereverTheTextIsCut) {
  for (const Case& each : cases()) {
    for (std::size_t i = 0; i <= each.text.size(); ++i) {
      EXPECT_EQ(watch({each.text.substr(0, i), each.text.substr(i)}), each.expected)
          << each.text << " cut at " << i;
    }
  }
}

TEST(AnswerWatcher, KeepsALongLineOpen) {
  const std::string line(81, 'x');
  EXPECT_EQ(watch({"Answer: " + line + "\nmore"}),
            "at end: " + line + "\nmore | " + line + "\nmore");
}

TEST(LastBoxed, TakesTheLastWithAnAnswerInIt) {
  EXPECT_EQ(last_boxed("\\boxed{1} then \\boxed{2} then \\boxed{}"), "2");
  EXPECT_EQ(last_boxed("\\boxed{1 \\boxed{"), std::nullopt);
  EXPECT_EQ(last_boxed(""), std::nullopt);
}

}  // namespace
}  // namespace ponder::modes
