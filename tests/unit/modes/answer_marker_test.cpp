#include "modes/answer_marker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ponder::modes {
namespace {

struct Whole {
  std::string reasoning;
  std::string text;
  bool operator==(const Whole&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Whole& whole) {
  return out << "reasoning <" << whole.reasoning << "> text <" << whole.text << ">";
}

Whole split(const std::vector<std::string>& pieces) {
  MarkerSplitter splitter;
  Whole whole;
  const auto take = [&whole](const MarkerSplitter::Pieces& out) {
    whole.reasoning += out.reasoning;
    whole.text += out.text;
  };
  for (const std::string& piece : pieces) take(splitter.feed(piece));
  take(splitter.finish());
  return whole;
}

struct Case {
  std::string text;
  Whole expected;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"Six.\nAnswer: 42", {"Six.\n", "42"}},
      {"Six.\n\nanswer : 42\nReally.", {"Six.\n\n", "42\nReally."}},
      {"Answer: 42", {"", "42"}},
      {"  Answer:\n\n  42", {"", "42"}},
      {"So.\n**Answer:** 42", {"So.\n", "42"}},
      {"So.\n**Answer**: 42", {"So.\n", "42"}},
      {"So.\n**Answer: 42**", {"So.\n", "**42**"}},
      {"So.\n**Final Answer:** 42", {"So.\n", "42"}},
      {"So.\n### FINAL ANSWER: 42", {"So.\n", "42"}},
      {"So.\n> Answer: 42", {"So.\n", "42"}},
      {"So.\n- Answer: 42", {"So.\n", "42"}},
      {"So.\n* Answer: 42", {"So.\n", "42"}},
      {"So.\n_Answer:_ 42", {"So.\n", "42"}},
      {"Answer: *42*", {"", "*42*"}},
      {"Answer: one\nAnswer: two", {"", "one\nAnswer: two"}},
      {"The answer: 42", {"The answer: 42", ""}},
      {"Answers: 42", {"Answers: 42", ""}},
      {"Answer the call: now", {"Answer the call: now", ""}},
      {"Final\nAnswe", {"Final\nAnswe", ""}},
      {"Answer:", {"", ""}},
      {"Gr\xC3\xBC\xC3\x9F\x65\n**\nAnswer: \xC3\xBC",
       {"Gr\xC3\xBC\xC3\x9F\x65\n**\n", "\xC3\xBC"}},
      {"", {"", ""}},
  };
  return all;
}

TEST(MarkerSplitter, PartsReasoningFromAnswer) {
  for (const Case& each : cases()) EXPECT_EQ(split({each.text}), each.expected) << each.text;
}

TEST(MarkerSplitter, GivesTheSameWhereverTheTextIsCut) {
  for (const Case& each : cases()) {
    for (std::size_t i = 0; i <= each.text.size(); ++i) {
      for (std::size_t k = i; k <= each.text.size(); ++k) {
        const std::vector<std::string> pieces = {each.text.substr(0, i), each.text.substr(i, k - i),
                                                 each.text.substr(k)};
        EXPECT_EQ(split(pieces), each.expected) << each.text << " cut at " << i << " and " << k;
      }
    }
    std::vector<std::string> bytes;
    for (const char c : each.text) bytes.emplace_back(1, c);
    EXPECT_EQ(split(bytes), each.expected) << each.text;
  }
}

TEST(MarkerSplitter, HoldsBackOnlyWhatCanBecomeAMarker) {
  MarkerSplitter splitter;
  EXPECT_EQ(splitter.feed("Six and an").reasoning, "Six and an");
  EXPECT_EQ(splitter.feed("\nAns").reasoning, "\n");
  EXPECT_EQ(splitter.feed("wering").reasoning, "Answering");
  EXPECT_EQ(splitter.feed("\n**Final answ").reasoning, "\n");
  EXPECT_EQ(splitter.feed("ers vary").reasoning, "**Final answers vary");
}

TEST(MarkerSplitter, DoesNotHoldBackWithoutBound) {
  MarkerSplitter splitter;
  EXPECT_EQ(splitter.feed(std::string(100, ' ')).reasoning.size(), 100U);
}

}  // namespace
}  // namespace ponder::modes
