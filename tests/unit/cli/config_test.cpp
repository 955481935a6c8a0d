// Where settings come from, which source wins, and what is said of a wrong one.
#include "cli/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli_test.h"

namespace ponder::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Config, NamesFlagsAndVariablesAfterTheKey) {
  EXPECT_EQ(flag_name("gpu_layers"), "--gpu-layers");
  EXPECT_EQ(environment_name("gpu_layers"), "PONDER_GPU_LAYERS");
}

TEST(Config, HasDefaultsWithTheirSource) {
  const auto loaded = load_config({}, environment_of({{"HOME", "/nowhere"}}), {});
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->config.port, 8080);
  EXPECT_EQ(loaded->config.data, "/nowhere/.local/share/ponder");
  EXPECT_EQ(loaded->config.cache, "/nowhere/.cache/ponder");
  for (const auto& [key, source] : loaded->sources) {
    EXPECT_EQ(source.kind, Source::kDefault) << key;
  }
}

TEST(Config, FollowsTheXdgFolders) {
  const auto loaded = load_config(
      {}, environment_of({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/c"}, {"XDG_DATA_HOME", "/d"}}), {});
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->config.cache, "/c/ponder");
  EXPECT_EQ(loaded->config.data, "/d/ponder");
}

TEST(Config, PutsFlagsAboveEnvironmentAboveFile) {
  const TempFolder folder;
  const auto file = write_file(folder / "ponder.toml",
                               "# all four\nport = 1\nthreads = 2\n"
                               "slots = 3\nmode = \"thinking\"\n");
  const auto environment =
      environment_of({{"HOME", "/nowhere"}, {"PONDER_PORT", "10"}, {"PONDER_THREADS", "20"}});
  const auto loaded = load_config({{"port", {"100"}}}, environment, file.string());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->config.port, 100);
  EXPECT_EQ(loaded->config.threads, 20U);
  EXPECT_EQ(loaded->config.slots, 3U);
  EXPECT_EQ(loaded->config.mode, chat::Mode::kThinking);
  EXPECT_EQ(loaded->config.context, 0U);
  EXPECT_EQ(to_string(loaded->sources.at("port")), "flag --port");
  EXPECT_EQ(to_string(loaded->sources.at("threads")), "environment PONDER_THREADS");
  EXPECT_EQ(to_string(loaded->sources.at("slots")), "file " + file.string() + ":4");
  EXPECT_EQ(to_string(loaded->sources.at("context")), "default");
}

TEST(Config, FindsTheUsersOwnFile) {
  const TempFolder home;
  write_file(home / ".config/ponder/config.toml", "port = 4711\n");
  const auto loaded = load_config({}, environment_of({{"HOME", home.path().string()}}), {});
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->config.port, 4711);
}

TEST(Config, ReadsListsFromFileEnvironmentAndFlags) {
  const TempFolder folder;
  const auto file = write_file(folder / "c.toml", "allowed_host = [\"a.lan\", 'b.lan',]\n");
  const auto from_file = load_config({}, environment_of({}), file.string());
  ASSERT_TRUE(from_file.has_value()) << from_file.error().message;
  EXPECT_THAT(from_file->config.allowed_host, ElementsAre("a.lan", "b.lan"));
  const auto from_environment =
      load_config({}, environment_of({{"PONDER_ALLOWED_HOST", "c.lan,d.lan"}}), {});
  ASSERT_TRUE(from_environment.has_value());
  EXPECT_THAT(from_environment->config.allowed_host, ElementsAre("c.lan", "d.lan"));
  const auto from_flags = load_config({{"allowed_host", {"e.lan"}}}, environment_of({}), {});
  ASSERT_TRUE(from_flags.has_value());
  EXPECT_THAT(from_flags->config.allowed_host, ElementsAre("e.lan"));
}

std::string error_of(const Flags& flags, const Variables& variables) {
  const auto loaded = load_config(flags, environment_of(variables), {});
  return loaded ? "no error" : loaded.error().message;
}

TEST(Config, NamesTheSourceAndTheRangeOfABadValue) {
  EXPECT_EQ(error_of({{"port", {"70000"}}}, {}),
            "--port: port must be a whole number from 0 to 65535, not \"70000\".");
  EXPECT_EQ(error_of({}, {{"PONDER_AGENTS", "1"}}),
            "PONDER_AGENTS: agents must be a whole number from 2 to 16, not \"1\".");
  EXPECT_EQ(error_of({{"mode", {"fast"}}}, {}),
            "--mode: mode must be instant, thinking or contemplating, not \"fast\".");
  EXPECT_THAT(error_of({{"threads", {"two"}}}, {}), HasSubstr("not \"two\""));
  EXPECT_THAT(error_of({{"threads", {"-1"}}}, {}), HasSubstr("from 0 to 1024"));
  EXPECT_THAT(error_of({{"log", {"loud"}}}, {}), HasSubstr("error, warning, info or debug"));
}

TEST(Config, NamesAFileThatIsNotThere) {
  const auto flag = load_config({}, environment_of({}), "/nowhere/x.toml");
  ASSERT_FALSE(flag.has_value());
  EXPECT_THAT(flag.error().message, HasSubstr("/nowhere/x.toml"));
  const auto variable = load_config({}, environment_of({{"PONDER_CONFIG", "/nowhere/y.toml"}}), {});
  ASSERT_FALSE(variable.has_value());
  EXPECT_THAT(variable.error().message, HasSubstr("/nowhere/y.toml"));
}

std::string file_error(const std::string& text) {
  const TempFolder folder;
  const auto file = write_file(folder / "c.toml", text);
  const auto loaded = load_config({}, environment_of({}), file.string());
  if (loaded) return "no error";
  EXPECT_THAT(loaded.error().message, HasSubstr(file.string()));
  return loaded.error().message.substr(file.string().size());
}

TEST(Config, NamesTheLineOfWhatIsWrongInTheFile) {
  EXPECT_THAT(file_error("port = 1\n\nprot = 2\n"), HasSubstr(":3: there is no setting \"prot\""));
  EXPECT_THAT(file_error("port = 99999\n"), HasSubstr(":1: port must be"));
  EXPECT_THAT(file_error("# x\nport 1\n"), HasSubstr(":2: expected key = value"));
  EXPECT_THAT(file_error("port = 1\nport = 2\n"), HasSubstr(":2: port is set twice"));
  EXPECT_THAT(file_error("[server]\n"), HasSubstr(":1: sections are not used"));
  EXPECT_THAT(file_error("model = \"x\n"), HasSubstr(":1: the value of model"));
  EXPECT_THAT(file_error("model = \"a\" b\n"), HasSubstr(":1: the value of model"));
  EXPECT_THAT(file_error("allowed_host = [\"a\"\n"), HasSubstr(":1: the value of allowed_host"));
  EXPECT_THAT(file_error("port = [1, 2]\n"), HasSubstr("takes one value"));
  EXPECT_THAT(file_error("port =\n"), HasSubstr(":1: the value of port"));
}

TEST(Config, ReadsQuotesEscapesCommentsAndCarriageReturns) {
  const TempFolder folder;
  const auto file =
      write_file(folder / "c.toml", "model = \"a \\\"b\\\" # c\" # comment\r\nport=5\r\n");
  const auto loaded = load_config({}, environment_of({}), file.string());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->config.model, "a \"b\" # c");
  EXPECT_EQ(loaded->config.port, 5);
}

TEST(Config, IgnoresEmptyVariables) {
  const auto loaded = load_config({}, environment_of({{"PONDER_PORT", ""}}), {});
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->sources.at("port").kind, Source::kDefault);
}

}  // namespace
}  // namespace ponder::cli
