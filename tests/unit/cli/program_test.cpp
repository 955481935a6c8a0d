// The program as a user meets it: help, exit codes, tables, one-shot chat with the scripted model.
#include "cli/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "api/events.h"
#include "chat/law.h"
#include "chat/reduce.h"
#include "cli/catalogue.h"
#include "cli_test.h"

namespace ponder::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string kDemo = "fake:" PONDER_FIXTURES "/fake/demo.json";

TEST(Help, MentionsEveryCommandAndTeaches) {
  const TempFolder home;
  const Ran help = run_in(home, {"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* command : {"serve", "chat", "pull", "models", "config", "bench", "eval"}) {
    EXPECT_THAT(help.out, HasSubstr(command));
    const Ran own = run_in(home, {command, "--help"});
    EXPECT_EQ(own.code, 0);
    EXPECT_THAT(own.out, HasSubstr("--config"));
  }
  EXPECT_THAT(help.out, HasSubstr("ponder chat --mode contemplating"));
  EXPECT_EQ(run_in(home, {}).out, help.out);
}

TEST(Help, PrintsTheVersion) {
  const TempFolder home;
  const Ran version = run_in(home, {"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, StartsWith("ponder 0."));
  EXPECT_THAT(version.out, HasSubstr("llama.cpp"));
}

TEST(Usage, ErrorsExitWithTwoAndPointToHelp) {
  const TempFolder home;
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"fly"},
                                             {"serve", "--wings"},
                                             {"serve", "--port", "many"},
                                             {"serve", "--port"},
                                             {"serve", "--host", "0.0.0.0"},
                                             {"serve", "--host", "example.org"},
                                             {"chat", "--mode", "quick", "x"},
                                             {"chat", "--seed", "x", "y"},
                                             {"chat", "--agents", "17", "x"},
                                             {"chat", "--config", "/nowhere.toml", "x"},
                                             {"pull", "no-such-model"},
                                             {"pull", "hf:nothing"},
                                             {"bench", "--tokens", "0"}}) {
    const Ran ran = run_in(home, wrong);
    EXPECT_EQ(ran.code, 2) << wrong.front() << " " << wrong.back();
    EXPECT_THAT(ran.err, StartsWith("ponder: "));
    EXPECT_THAT(ran.out, IsEmpty());
  }
  EXPECT_THAT(run_in(home, {"serve", "--wings"}).err, HasSubstr("ponder serve --help"));
}

TEST(Pull, NamesWhatThereIsForAnUnknownName) {
  const TempFolder home;
  const Ran ran = run_in(home, {"pull", "gpt"});
  for (const CatalogueModel& model : catalogue()) {
    EXPECT_THAT(ran.err, HasSubstr(std::string(model.name)));
  }
}

TEST(Models, ListsTheCatalogueAndOwnFiles) {
  const TempFolder home;
  write_file(home / ".cache/ponder/models/mine.gguf", "GGUF but not really");
  write_file(home / ".cache/ponder/models/big-00002-of-00003.gguf", "a later part");
  const Ran table = run_in(home, {"models"});
  EXPECT_EQ(table.code, 0);
  EXPECT_THAT(table.out, HasSubstr("smollm2-135m        not pulled"));
  EXPECT_THAT(table.out, HasSubstr("mine "));
  EXPECT_THAT(table.out, Not(HasSubstr("00002")));
  const Ran listed = run_in(home, {"models", "--json"});
  const json models = json::parse(listed.out);
  ASSERT_EQ(models.size(), catalogue().size() + 1);
  EXPECT_EQ(models[0]["name"], "smollm2-135m");
  EXPECT_EQ(models[0]["state"], "not pulled");
  EXPECT_EQ(models[0]["size_bytes"], 98362432);
  EXPECT_EQ(models[0]["licence"], "Apache-2.0");
}

TEST(ConfigCommand, ShowsEachValueWithItsSource) {
  const TempFolder home;
  const auto file = write_file(home / "c.toml", "slots = 7\n");
  const std::vector<std::string> arguments = {"config", "--config", file.string(), "--port", "9"};
  const Ran table = run_in(home, arguments, "", {{"PONDER_THREADS", "3"}});
  EXPECT_EQ(table.code, 0);
  EXPECT_THAT(table.out, testing::ContainsRegex("port +9 +flag --port"));
  EXPECT_THAT(table.out, testing::ContainsRegex("threads +3 +environment PONDER_THREADS"));
  EXPECT_THAT(table.out, testing::ContainsRegex("slots +7 +file .*c.toml:1"));
  EXPECT_THAT(table.out, testing::ContainsRegex("context +0 +default"));
  auto with_json = arguments;
  with_json.emplace_back("--json");
  const json settings = json::parse(run_in(home, with_json).out);
  const auto slots = std::find_if(settings.begin(), settings.end(),
                                  [](const json& row) { return row["setting"] == "slots"; });
  ASSERT_NE(slots, settings.end());
  EXPECT_EQ(*slots, json::parse("{\"setting\": \"slots\", \"value\": 7, \"source\": \"file\", "
                                "\"from\": \"" +
                                file.string() + "\", \"line\": 1}"));
}

TEST(Chat, PrintsTheAnswerToStdoutAndTheReportToStderr) {
  const TempFolder home;
  const Ran ran = run_in(home, {"chat", "--model", kDemo, "hello"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "Hello! How can I help?\n");
  EXPECT_THAT(ran.err, HasSubstr("tokens"));
}

TEST(Chat, TakesTheQuestionFromStdin) {
  const TempFolder home;
  const Ran ran = run_in(home, {"chat", "--model", kDemo}, "well, hello there\n");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "Hello! How can I help?\n");
}

// Runs the events that --json printed through the law; gives the reduced turn.
chat::TurnState lawful(const std::string& lines) {
  chat::EventLaw law;
  chat::TurnState state;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    const auto event = api::decode_event(line);
    EXPECT_TRUE(event.has_value()) << line;
    if (!event) continue;
    const auto broken = law.accept(*event);
    EXPECT_FALSE(broken.has_value()) << *broken << " at " << line;
    chat::reduce(state, *event);
  }
  EXPECT_TRUE(law.finished());
  return state;
}

TEST(Chat, JsonLinesObeyTheLawInEveryMode) {
  const TempFolder home;
  for (const char* mode : {"instant", "thinking", "contemplating"}) {
    SCOPED_TRACE(mode);
    const Ran ran = run_in(home, {"chat", "--model", kDemo, "--mode", mode, "--seed", "0", "--json",
                                  "What is 6 times 7?"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    const auto state = lawful(ran.out);
    EXPECT_EQ(chat::mode_name(state.mode), mode);
    EXPECT_THAT(chat::answer_text(state), HasSubstr("42"));
    EXPECT_THAT(ran.err, IsEmpty());
  }
}

TEST(Chat, ContemplatingReportsTheVote) {
  const TempFolder home;
  const Ran ran = run_in(home, {"chat", "--model", kDemo, "--mode", "contemplating", "--agents",
                                "8", "--seed", "0", "What is 6 times 7?"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("42"));
  EXPECT_THAT(ran.err, HasSubstr("agent 1: 42"));
  EXPECT_THAT(ran.err, HasSubstr(" agree"));
}

TEST(Chat, OnATerminalLanesStandAboveHowTheLeaderGotThere) {
  const TempFolder home;
  FakeConsole fake;
  fake.console.err_terminal = true;
  const std::string script =
      R"(fake:{"step_ms": 20, "replies": [{"when": "?", "agents": ["Because.\nAnswer: 42"]}]})";
  EXPECT_EQ(run_program({"chat", "--model", script, "--mode", "contemplating", "why?"},
                        fake.console, environment_of({{"HOME", home.path().string()}})),
            0);
  EXPECT_EQ(fake.out.str(), "42\n");
  const std::string err = fake.err.str();
  EXPECT_THAT(err, HasSubstr("[42]"));
  EXPECT_THAT(err, HasSubstr("decided"));
  EXPECT_THAT(err, testing::ContainsRegex("\x1b\\[[0-9]+A"));  // Drawn over itself.
  EXPECT_THAT(err, HasSubstr("\n\nBecause.\n\n"));
}

TEST(Chat, ReasoningGoesToStderr) {
  const TempFolder home;
  const std::string script =
      R"(fake:{"native_reasoning": true, "default": "<think>let me see</think>done"})";
  const Ran ran = run_in(home, {"chat", "--model", script, "--mode", "thinking", "x"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "done\n");
  EXPECT_THAT(ran.err, StartsWith("let me see\n\n"));
}

TEST(Chat, SaysWhichEquationsHold) {
  const TempFolder home;
  const Ran right =
      run_in(home, {"chat", "--model", R"(fake:{"default": "60 km/h * 2 h = 120 km"})", "--mode",
                    "instant", "x"});
  EXPECT_THAT(right.err, HasSubstr("Calculator: 1 of 1 equation holds\n"));
  const Ran wrong = run_in(home, {"chat", "--model", R"(fake:{"default": "3 m * 4 m = 12 m"})",
                                  "--mode", "instant", "x"});
  EXPECT_EQ(wrong.code, 0);
  EXPECT_THAT(wrong.err, HasSubstr("Calculator: 0 of 1 equation holds; 3 m * 4 m = 12 m: the units "
                                   "differ\n"));
  const Ran none =
      run_in(home, {"chat", "--model", R"(fake:{"default": "hello"})", "--mode", "instant", "x"});
  EXPECT_THAT(none.err, Not(HasSubstr("Calculator")));
}

TEST(Chat, FailsWithOneLineThatHelps) {
  const TempFolder home;
  const Ran none = run_in(home, {"chat", "hello"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.err, HasSubstr("ponder pull"));
  const Ran not_pulled = run_in(home, {"chat", "--model", "smollm2-135m", "hello"});
  EXPECT_EQ(not_pulled.code, 1);
  EXPECT_THAT(not_pulled.err, HasSubstr("ponder pull smollm2-135m"));
  const Ran unknown = run_in(home, {"chat", "--model", "gpt", "hello"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("ponder models"));
  const Ran no_file = run_in(home, {"chat", "--model", "/no/such.gguf", "hello"});
  EXPECT_EQ(no_file.code, 1);
  EXPECT_THAT(no_file.err, HasSubstr("/no/such.gguf"));
  const Ran bad_script = run_in(home, {"chat", "--model", "fake:/no/such.json", "hello"});
  EXPECT_EQ(bad_script.code, 1);
  const Ran broken = run_in(
      home,
      {"chat", "--model", R"(fake:{"default": "a long answer", "fail_after_tokens": 3})", "hello"});
  EXPECT_EQ(broken.code, 1);
  EXPECT_THAT(broken.err, HasSubstr("ponder: "));
}

TEST(Chat, RefusesQuestionsThatAreNone) {
  const TempFolder home;
  EXPECT_EQ(run_in(home, {"chat", "--model", kDemo}, " \n").code, 2);
  const Ran bytes = run_in(home, {"chat", "--model", kDemo}, "abc\xff");
  EXPECT_EQ(bytes.code, 2);
  EXPECT_THAT(bytes.err, HasSubstr("byte 3"));
}

TEST(Bench, MeasuresAndPrintsJsonLines) {
  const TempFolder home;
  const std::string script =
      R"(fake:{"default": ")" + std::string(200, 'x') + R"(", "step_ms": 1})";
  const Ran ran = run_in(home, {"bench", "--model", script, "--json", "--prompt", "50", "--tokens",
                                "20", "--trunk", "200"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  std::istringstream stream(ran.out);
  std::vector<json> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0]["bench"], "prefill");
  EXPECT_GE(lines[0]["tokens"], 50);
  EXPECT_EQ(lines[3]["bench"], "decode");
  EXPECT_EQ(lines[3]["sequences"], 8);
  EXPECT_EQ(lines[4]["sequences"], 16);
  EXPECT_GT(lines[3]["tokens_per_second"], lines[1]["tokens_per_second"]);
  const json& fork = lines[5];
  EXPECT_EQ(fork["branches"], 8);
  EXPECT_GE(fork["trunk_tokens"], 200);
  // The trunk is in memory once, not eight times.
  EXPECT_LT(fork["cells_used"], fork["cells_needed"].get<int>() + 8 * 20);
  const Ran table = run_in(
      home, {"bench", "--model", script, "--prompt", "50", "--tokens", "20", "--trunk", "200"});
  EXPECT_THAT(table.out, HasSubstr("decode, 8 at once"));
  EXPECT_THAT(table.out, HasSubstr("KV cells in use"));
}

TEST(Serve, FailsClearlyWithoutModelsDataOrPort) {
  const TempFolder home;
  const Ran none = run_in(home, {"serve", "--port", "0"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.err, HasSubstr("ponder pull"));
  const Ran data =
      run_in(home, {"serve", "--model", kDemo, "--port", "0", "--data", "/dev/null/d"});
  EXPECT_EQ(data.code, 1);
  EXPECT_THAT(data.err, HasSubstr("/dev/null/d"));
}

}  // namespace
}  // namespace ponder::cli
