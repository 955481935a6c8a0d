// `ponder eval` with the scripted model: live runs, recordings, replays, reports, bad input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli_test.h"

namespace ponder::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// The greedy answer to "pens" is wrong, the majority is right; all say 12 about "eggs".
const std::string kScript =
    R"(fake:{"replies": [{"when": "pens", "agents": ["2 + 2 = 4\nAnswer: 4\n", "So.\nAnswer: 8\n",)"
    R"( "So.\nAnswer: 8\n", "So.\nThe answer:\nAnswer: 8 pens\n"]},)"
    R"( {"when": "eggs", "say": "Well.\nAnswer: 12\n"}], "default": "Hm.\nAnswer: 0\n"})";

const std::string kProblems =
    "{\"question\": \"How many pens?\", \"answer\": \"8\"}\n"
    "{\"question\": \"How many eggs?\", \"answer\": \"12\"}\n"
    "{\"question\": \"How many cups?\", \"answer\": \"3\"}\n";

class Eval : public testing::Test {
 protected:
  Eval() { write_file(home_ / "problems.jsonl", kProblems); }
  Ran eval(std::vector<std::string> arguments, bool has_data = true) {
    std::vector<std::string> all = {"eval", "--model", kScript};
    if (has_data) {
      all.emplace_back("--data");
      all.push_back(home_ / "problems.jsonl");
    }
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_in(home_, all);
  }
  std::string path(const std::string& name) const { return home_ / name; }
  std::size_t lines_of(const std::string& name) const {
    const std::string text = read_file(home_ / name);
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
  TempFolder home_;
};

TEST_F(Eval, ComparesModesOnTheSameProblems) {
  const Ran ran = eval({"--mode", "greedy,contemplating:4", "--seed", "0"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("fake on problems.jsonl"));
  EXPECT_THAT(ran.out, HasSubstr("33.3 %"));  // Greedy: the eggs.
  EXPECT_THAT(ran.out, HasSubstr("66.7 %"));  // And the pens.
  EXPECT_THAT(ran.out, HasSubstr("+33.3 ("));
}

TEST_F(Eval, TakesTheProblemsThatWereAskedFor) {
  const Ran ran = eval({"--mode", "greedy", "--offset", "1", "--limit", "1"});
  EXPECT_THAT(ran.out, HasSubstr("100.0 %"));
  const Ran odd = eval({"--mode", "greedy", "--half", "odd"});
  EXPECT_THAT(odd.out, HasSubstr("100.0 %"));
}

TEST_F(Eval, GoesOnWithItsFile) {
  EXPECT_EQ(eval({"--mode", "greedy", "--limit", "2", "--json", path("r")}).code, 0);
  EXPECT_EQ(lines_of("r"), 3U);
  // A line that was being written when the machine went down.
  write_file(home_ / "r", read_file(home_ / "r") + "{\"problem\": 2, \"mo");
  const Ran again = eval({"--mode", "greedy,instant", "--json", path("r")});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(lines_of("r"), 7U);
  const Ran shown = eval({"--report", path("r"), "--html", path("page.html")}, false);
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("instant"));
  EXPECT_THAT(read_file(home_ / "page.html"), HasSubstr("<svg"));
}

TEST_F(Eval, KeepsAnotherRunsFile) {
  EXPECT_EQ(eval({"--mode", "greedy", "--limit", "1", "--json", path("r")}).code, 0);
  const Ran other = eval({"--mode", "greedy", "--seed", "77", "--json", path("r")});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("it belongs to another run"));
  EXPECT_EQ(lines_of("r"), 2U);
}

TEST_F(Eval, RecordsGoesOnAndReplays) {
  const std::vector<std::string> record = {"--record", path("rec"), "--agents",    "4",
                                           "--seed",   "0",         "--with-texts"};
  auto first = record;
  first.insert(first.end(), {"--limit", "1"});
  EXPECT_EQ(eval(first).code, 0);
  EXPECT_EQ(lines_of("rec"), 2U);
  EXPECT_EQ(eval(record).code, 0);
  EXPECT_EQ(lines_of("rec"), 4U);

  const Ran replayed =
      eval({"--replay", path("rec"), "--policy", "greedy,quick,quick,arithmetic=0"}, false);
  EXPECT_EQ(replayed.code, 0) << replayed.err;
  EXPECT_THAT(replayed.out, HasSubstr("quick,arithmetic=0"));
  EXPECT_THAT(replayed.out, HasSubstr("66.7 %"));

  EXPECT_EQ(eval({"--replay", path("rec"), "--strip", path("bare")}, false).code, 0);
  EXPECT_THAT(read_file(home_ / "rec"), HasSubstr("Well."));
  EXPECT_THAT(read_file(home_ / "bare"), Not(HasSubstr("Well.")));
  const Ran bare = eval({"--replay", path("bare"), "--policy", "greedy,quick"}, false);
  EXPECT_THAT(bare.out, HasSubstr("66.7 %"));

  const Ran other = eval({"--record", path("rec"), "--agents", "5", "--seed", "0"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("its number of agents is 4, this run's is 5"));
}

TEST_F(Eval, NamesWhatIsWrong) {
  const auto error = [this](const std::vector<std::string>& arguments, bool has_data = true) {
    const Ran ran = eval(arguments, has_data);
    EXPECT_NE(ran.code, 0);
    return ran.err;
  };
  EXPECT_THAT(error({}, false), HasSubstr("--data is missing"));
  EXPECT_THAT(error({"--data", path("none")}, false), HasSubstr("cannot open"));
  write_file(home_ / "bad", "{\"question\": \"x\", \"answer\": \"1\"}\nhm\n");
  EXPECT_THAT(error({"--data", path("bad")}, false), HasSubstr("bad:2: "));
  EXPECT_THAT(error({"--mode", "greedy,guessing"}), HasSubstr("\"guessing\" is no way"));
  EXPECT_THAT(error({"--levels", "high"}), HasSubstr("--levels is \"high\""));
  EXPECT_THAT(error({"--half", "left"}), HasSubstr("--half is \"left\""));
  EXPECT_THAT(error({"--offset", "3"}), HasSubstr("leaves none of them"));
  EXPECT_THAT(error({"--levels", "2"}), HasSubstr("0 problems of this kind"));
  EXPECT_THAT(error({"--record", path("a"), "--replay", path("b")}), HasSubstr("give one of them"));
  EXPECT_THAT(error({"--replay", path("none")}, false), HasSubstr("cannot open"));
  EXPECT_THAT(error({"--report", path("bad")}, false), HasSubstr("it is no file of results"));
  EXPECT_THAT(error({"--json", "/no/such/folder/r"}), HasSubstr("cannot write"));
}

}  // namespace
}  // namespace ponder::cli
