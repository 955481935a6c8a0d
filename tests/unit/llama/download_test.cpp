#include "llama/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "fake_hub.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::FakeHub;

const std::string kRepo = "maker/small-GGUF";

std::string bytes(std::size_t count) {
  std::string text(count, '\0');
  for (std::size_t i = 0; i < count; ++i) text[i] = static_cast<char>(i * 31 + i / 256);
  return text;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string found(const std::string& file) {
  const auto result = find_on_hub(kRepo, file);
  return result ? result->path : result.error().message;
}

TEST(Hub, ChoosesByPathThenByQuantisation) {
  FakeHub hub(kRepo);
  hub.add("README.md", "hello");
  hub.add("mmproj-small-Q4_K_M.gguf", "picture");
  hub.add("small-q4_k_m.gguf", "a");
  hub.add("small-q5_k_m.gguf", "b");
  hub.add("other/small-Q8_0.gguf", "c");
  EXPECT_EQ(found(""), "small-q4_k_m.gguf");
  EXPECT_EQ(found("Q5_K_M"), "small-q5_k_m.gguf");
  EXPECT_EQ(found("q8_0"), "other/small-Q8_0.gguf");
  EXPECT_EQ(found("mmproj-small-Q4_K_M.gguf"), "mmproj-small-Q4_K_M.gguf");
  EXPECT_THAT(found("Q2_K"), AllOf(HasSubstr("no \"Q2_K\""), HasSubstr("small-q5_k_m.gguf")));
}

TEST(Hub, BuildsUrlsThatMayStandInARequest) {
  FakeHub hub(kRepo);
  hub.add("a folder/small+1.gguf", "a");
  const auto file = find_on_hub(kRepo, "");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_THAT(file->url,
              testing::EndsWith("/maker/small-GGUF/resolve/main/a%20folder/small%2B1.gguf"));
  EXPECT_EQ(file->bytes, 1U);
  EXPECT_EQ(file->sha256.size(), 64U);
}

TEST(Hub, NamesThatAreNoRepositoryAreRefusedWithoutARequest) {
  for (const std::string name : {"", "small", "a/b/c", "/b", "a/", "../b", "a/b c", "a/b?x"}) {
    const auto file = find_on_hub(name, "");
    ASSERT_FALSE(file) << name;
    EXPECT_EQ(file.error().code, ErrorCode::kInvalid) << name;
  }
}

TEST(Hub, SaysWhatIsMissing) {
  FakeHub hub(kRepo);
  hub.add("README.md", "hello");
  EXPECT_THAT(found(""), HasSubstr("holds no model; it has no GGUF file"));
  const auto strange = find_on_hub("maker/other", "");
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(strange.error().message, AllOf(HasSubstr("maker/other"), HasSubstr("HF_TOKEN")));
}

TEST(Hub, AModelInSeveralFilesIsNamed) {
  FakeHub hub(kRepo);
  hub.add("big-Q4_K_M-00001-of-00002.gguf", "a");
  hub.add("big-Q4_K_M-00002-of-00002.gguf", "b");
  EXPECT_THAT(found(""), HasSubstr("one of several files"));
}

TEST(Hub, BadAnswersAreErrors) {
  const auto code = [](int status, const std::string& body) {
    FakeHub hub(kRepo);
    hub.answer_listing_with(status, body);
    const auto file = find_on_hub(kRepo, "");
    return file ? ErrorCode::kConflict : file.error().code;
  };
  EXPECT_EQ(code(200, "<html>"), ErrorCode::kIo);
  EXPECT_EQ(code(200, R"({"error":"x"})"), ErrorCode::kIo);
  EXPECT_EQ(code(200, R"([{"type":"file"}])"), ErrorCode::kIo);
  EXPECT_EQ(code(200, R"([1, 2])"), ErrorCode::kIo);
  EXPECT_EQ(code(403, "{}"), ErrorCode::kForbidden);
  EXPECT_EQ(code(404, "{}"), ErrorCode::kNotFound);
  EXPECT_EQ(code(500, "{}"), ErrorCode::kUnavailable);
}

TEST(Hub, OfflineIsSaid) {
  {
    const FakeHub gone(kRepo);
  }
  ::setenv("MODEL_ENDPOINT", "http://127.0.0.1:1", 1);  // Nothing listens there.
  const auto file = find_on_hub(kRepo, "");
  ::unsetenv("MODEL_ENDPOINT");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(file.error().message, AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("offline")));
}

class Download : public testing::Test {
 protected:
  HubFile file() {
    auto result = find_on_hub(kRepo, "");
    EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
    return result ? *result : HubFile{};
  }

  const std::string content_ = bytes(3'000'000);
  const fs::path folder_ = tests::fresh_folder();
  const fs::path target_ = folder_ / "models/small.gguf";
  const fs::path partial_ = folder_ / "models/small.gguf.downloadInProgress";
};

TEST_F(Download, FetchesTheWholeFileAndTellsHowFarItIs) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  std::uint64_t last = 0;
  const auto fetched = download(file(), target_, [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GE(done, last);
    EXPECT_EQ(total, content_.size());
    last = done;
    return true;
  });
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(last, content_.size());
  EXPECT_EQ(read(target_), content_);
  EXPECT_FALSE(fs::exists(partial_));
}

TEST_F(Download, StopsWhenToldAndGoesOnLater) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  const auto stopped =
      download(file(), target_, [](std::uint64_t done, std::uint64_t) { return done < 1'000'000; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_FALSE(fs::exists(target_));
  const auto have = fs::file_size(partial_);
  EXPECT_GT(have, 0U);
  const auto fetched = download(file(), target_, {});
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(read(target_), content_);
  EXPECT_THAT(hub.ranges(), ElementsAre("", "bytes=" + std::to_string(have) + "-"));
}

TEST_F(Download, GoesOnFromAPartialTarget) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  fs::create_directories(target_.parent_path());
  std::ofstream(target_, std::ios::binary) << content_.substr(0, 2'000'000);
  ASSERT_TRUE(download(file(), target_, {}));
  EXPECT_EQ(read(target_), content_);
  EXPECT_THAT(hub.ranges(), ElementsAre("bytes=2000000-"));
}

TEST_F(Download, WhatIsWholeIsOnlyChecked) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  fs::create_directories(target_.parent_path());
  std::ofstream(partial_, std::ios::binary) << content_;
  ASSERT_TRUE(download(file(), target_, {}));
  EXPECT_EQ(read(target_), content_);
  EXPECT_TRUE(hub.ranges().empty());
}

TEST_F(Download, AFileThatIsTooLongIsFetchedAnew) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  fs::create_directories(target_.parent_path());
  std::ofstream(target_, std::ios::binary) << content_ << "and more";
  ASSERT_TRUE(download(file(), target_, {}));
  EXPECT_EQ(read(target_), content_);
}

TEST_F(Download, AWrongSumIsDeleted) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  hub.lie_about_sums();
  const auto fetched = download(file(), target_, {});
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, ErrorCode::kIo);
  EXPECT_THAT(fetched.error().message, HasSubstr("SHA-256"));
  EXPECT_FALSE(fs::exists(target_));
}

TEST_F(Download, ABrokenConnectionSaysHowFarItCame) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  hub.break_off_after(500'000);
  const auto fetched = download(file(), target_, {});
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(fetched.error().message,
              AllOf(HasSubstr("500000 of 3000000 bytes"), HasSubstr("goes on from there")));
  EXPECT_EQ(fs::file_size(partial_), 500'000U);
}

TEST_F(Download, AFolderThatCannotBeMadeIsNamed) {
  FakeHub hub(kRepo);
  hub.add("small.gguf", content_);
  std::ofstream(folder_ / "models") << "a file";
  const auto fetched = download(file(), target_, {});
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace ponder::llama
