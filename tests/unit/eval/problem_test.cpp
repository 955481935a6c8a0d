#include "eval/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/scratch_folder.h"

namespace ponder::eval {
namespace {

using testing::HasSubstr;

class ProblemFiles : public testing::Test {
 protected:
  Result<ProblemFile> read(const std::string& text) {
    return read_problems(scratch_.file("problems.jsonl", text));
  }
  std::string complaint(const std::string& text) {
    const auto file = read(text);
    return file ? "" : file.error().message;
  }
  test::ScratchFolder scratch_;
};

TEST_F(ProblemFiles, ReadsEachFormat) {
  const auto file = read(
      "{\"question\": \"How many?\", \"answer\": \"12\"}\n"
      "\n"
      "{\"question\": \"How much?\", \"answer\": \"Two and two.\\n#### 4\"}\n"
      "{\"problem\": \"$x$?\", \"answer\": \"\\\\frac{1}{2}\", \"subject\": \"Algebra\", "
      "\"level\": 3}\n"
      "{\"problem\": \"$y$?\", \"answer\": 7, \"level\": \"Level 5\", \"other\": [1]}");
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->problems.size(), 4U);
  EXPECT_EQ(file->problems[0].question, "How many?");
  EXPECT_EQ(file->problems[1].answer, "4");
  EXPECT_EQ(file->problems[1].number, 1U);
  EXPECT_EQ(file->problems[2].answer, "\\frac{1}{2}");
  EXPECT_EQ(file->problems[2].subject, "Algebra");
  EXPECT_EQ(file->problems[2].level, 3);
  EXPECT_EQ(file->problems[3].answer, "7");
  EXPECT_EQ(file->problems[3].level, 5);
  EXPECT_EQ(file->name, "problems.jsonl");
  EXPECT_EQ(file->sha256.size(), 64U);
}

TEST_F(ProblemFiles, ReadsAWholeLevel) {
  const auto file = read(
      "{\"problem\": \"a\", \"answer\": 1, \"level\": 12}\n"
      "{\"problem\": \"b\", \"answer\": 2, \"level\": \"Level 10\"}\n"
      "{\"problem\": \"c\", \"answer\": 3, \"level\": 3}\n"
      "{\"problem\": \"d\", \"answer\": 4, \"level\": \"99999999999999999999\"}\n");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->problems[0].level, 12);
  EXPECT_EQ(file->problems[1].level, 10);
  EXPECT_EQ(file->problems[3].level, std::nullopt);
  Selection selection;
  selection.level_max = 3;
  const auto chosen = select(*file, selection);
  ASSERT_EQ(chosen->size(), 1U);
  EXPECT_EQ(chosen->front().question, "c");
}

TEST_F(ProblemFiles, NamesTheBrokenLine) {
  const std::string good = "{\"question\": \"a\", \"answer\": \"b\"}\n";
  EXPECT_THAT(complaint(good + "{oops}\n"), HasSubstr("problems.jsonl:2: "));
  EXPECT_THAT(complaint(good + "{\"answer\": \"b\"}\n"), HasSubstr(":2: it has no \"question\""));
  EXPECT_THAT(complaint(good + "{\"question\": \"  \", \"answer\": \"b\"}\n"),
              HasSubstr("no \"question\""));
  EXPECT_THAT(complaint(good + "{\"question\": \"a\"}\n"), HasSubstr("it has no \"answer\""));
  EXPECT_THAT(complaint(good + "{\"question\": \"a\", \"answer\": [1]}\n"),
              HasSubstr("it has no \"answer\""));
  EXPECT_THAT(complaint(good + "{\"question\": \"a\", \"answer\": null}\n"),
              HasSubstr("it has no \"answer\""));
  EXPECT_THAT(complaint("[]\n" + good + "7\n"), HasSubstr("(and 1 more lines are wrong)"));
  EXPECT_THAT(complaint("\n \n"), HasSubstr("there is no problem in it"));
}

TEST_F(ProblemFiles, SaysWhatCannotBeRead) {
  EXPECT_FALSE(read_problems("/no/such/file.jsonl"));
  EXPECT_THAT(read_problems("/tmp").error().message, HasSubstr("is a folder"));
}

ProblemFile twenty() {
  ProblemFile file;
  file.name = "twenty";
  for (std::size_t i = 0; i < 20; ++i) {
    Problem problem;
    problem.number = i;
    problem.level = static_cast<std::int64_t>(i % 5) + 1;
    file.problems.push_back(problem);
  }
  return file;
}

TEST(Select, TakesOffsetAndLimit) {
  Selection selection;
  selection.offset = 3;
  selection.limit = 2;
  const auto chosen = select(twenty(), selection);
  ASSERT_EQ(chosen->size(), 2U);
  EXPECT_EQ(chosen->front().number, 3U);
}

TEST(Select, TakesLevelsAndHalves) {
  Selection selection;
  selection.level_min = 1;
  selection.level_max = 3;
  selection.half = Half::kOdd;
  const auto chosen = select(twenty(), selection);
  ASSERT_EQ(chosen->size(), 6U);
  for (const Problem& problem : *chosen) {
    EXPECT_LE(*problem.level, 3);
    EXPECT_EQ(problem.number % 2, 1U);
  }
}

TEST(Select, ShufflesTheSameWayForTheSameSeed) {
  Selection selection;
  selection.seed = 5;
  const auto once = select(twenty(), selection);
  const auto again = select(twenty(), selection);
  selection.seed = 6;
  const auto other = select(twenty(), selection);
  std::vector<std::size_t> a, b, c;
  for (const Problem& problem : *once) a.push_back(problem.number);
  for (const Problem& problem : *again) b.push_back(problem.number);
  for (const Problem& problem : *other) c.push_back(problem.number);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_THAT(a, testing::UnorderedElementsAreArray(c));
}

TEST(Select, SaysWhereNothingIsLeft) {
  Selection selection;
  selection.offset = 20;
  const auto none = select(twenty(), selection);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("20 problems of this kind"));
}

TEST(IsRight, ComparesMeanings) {
  EXPECT_TRUE(is_right("1,234.0 dollars", "1234"));
  EXPECT_TRUE(is_right("The total is $48.", "48"));
  EXPECT_FALSE(is_right("49", "48"));
  EXPECT_FALSE(is_right("", "48"));
}

}  // namespace
}  // namespace ponder::eval
