#include "modes/repetition.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace ponder::modes {
namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Repetition, IsNoticedWhateverStandsBeforeIt) {
  const std::string before = "First we add 3 and 4. ";
  EXPECT_TRUE(ends_in_repetition(before + repeated("The answer is 7. ", 30)));
  EXPECT_TRUE(ends_in_repetition(before + repeated("7", 400)));
  EXPECT_TRUE(ends_in_repetition(repeated(std::string(900, 'a') + std::string(100, 'b'), 4)));
}

TEST(Repetition, IsNoticedInTheMiddleOfAPiece) {
  EXPECT_TRUE(ends_in_repetition(repeated("The answer is 7. ", 30) + "The answ"));
}

TEST(Repetition, NeedsEnoughOfIt) {
  EXPECT_FALSE(ends_in_repetition(""));
  EXPECT_FALSE(ends_in_repetition(repeated("-", kRepeatedBytesMin - 1)));
  EXPECT_TRUE(ends_in_repetition(repeated("-", kRepeatedBytesMin)));
  const std::string sentence = std::string(200, 'x') + ". ";
  EXPECT_FALSE(ends_in_repetition(repeated(sentence, kRepetitionsMin - 1)));
  EXPECT_TRUE(ends_in_repetition(repeated(sentence, kRepetitionsMin)));
}

TEST(Repetition, DoesNotSeeListsAndTables) {
  std::string table, code;
  for (int i = 1; i <= 60; ++i) {
    table += "| " + std::to_string(i) + " | " + std::to_string(7 * i) + " |\n";
    code += "  values.push_back(" + std::to_string(i * i) + ");\n";
  }
  EXPECT_FALSE(ends_in_repetition(table));
  EXPECT_FALSE(ends_in_repetition(code));
  EXPECT_FALSE(ends_in_repetition(repeated("again ", 80) + "and then it went on."));
}

TEST(Repetition, IsSeenWhileTheTextGrows) {
  for (const std::size_t before : {1U, 1000U}) {
    RepetitionWatcher watcher;
    for (std::size_t i = 0; i < before; ++i) {
      EXPECT_FALSE(watcher.add("Let us see " + std::to_string(i * i) + ". "));
    }
    std::size_t pieces = 1;
    while (!watcher.add("Add 4. ") && pieces < 100) ++pieces;
    EXPECT_GE(pieces * 7, kRepeatedBytesMin);
    EXPECT_LE(pieces * 7, kRepeatedBytesMin + 2 * 64);
    EXPECT_TRUE(watcher.add("And now something else that is not said again."));
  }
}

}  // namespace
}  // namespace ponder::modes
