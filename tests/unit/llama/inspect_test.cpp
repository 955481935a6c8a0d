// Reading GGUF headers: whole, damaged and foreign files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "llama/load.h"
#include "support/backend_rig.h"
#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path write(const std::string& bytes) {
  const fs::path file = tests::fresh_folder() / "model.gguf";
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

TEST(Inspect, ReadsWhatTheHeaderSays) {
  const auto path = tests::write_tiny_model({.window = 32, .context_trained = 2048});
  const auto file = inspect(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->architecture, "muse-glimmer");
  EXPECT_EQ(file->name, "Tiny Random");
  EXPECT_EQ(file->licence, "cc0-1.0");
  EXPECT_EQ(file->file_bytes, fs::file_size(path));
  EXPECT_EQ(file->context_trained, 2048U);
  EXPECT_EQ(file->kv_bytes_per_token, 4U * 2U * (32U + 32U) * 2U);  // Layers, heads, K + V, halves.
  EXPECT_EQ(file->vocabulary, 262U);
  EXPECT_GT(file->parameters, 200'000U);
  EXPECT_FALSE(file->native_reasoning);
}

TEST(Inspect, KnowsATemplateThatThinks) {
  const std::string thinks = tests::known_template("Qwen-Qwen3-0.6B.jinja");
  const auto file = inspect(tests::write_tiny_model({.chat_template = thinks}));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_TRUE(file->native_reasoning);
}

TEST(Inspect, ATemplateThatIsNonsenseIsNoError) {
  const auto file = inspect(tests::write_tiny_model({.chat_template = "{% for %}{{ }"}));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_FALSE(file->native_reasoning);
}

TEST(Inspect, NamesAMissingFile) {
  const auto file = inspect("/no/such/model.gguf");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kIo);
  EXPECT_THAT(file.error().message, AllOf(HasSubstr("/no/such/model.gguf"), HasSubstr("no such")));
}

TEST(Inspect, RefusesAFolder) {
  const auto file = inspect(tests::fresh_folder());
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kIo);
}

TEST(Inspect, RefusesWhatIsNotGguf) {
  for (const std::string bytes : {"", "GG", "<html>404 not found</html>"}) {
    const auto file = inspect(write(bytes));
    ASSERT_FALSE(file) << bytes;
    EXPECT_EQ(file.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(file.error().message, HasSubstr("not a GGUF file"));
  }
}

TEST(Inspect, ATruncatedFileNamesBothSizes) {
  const std::string whole = read(tests::write_tiny_model({}));
  const auto file = inspect(write(whole.substr(0, whole.size() - 1000)));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(file.error().message,
              AllOf(HasSubstr("truncated"), HasSubstr(std::to_string(whole.size() - 1000)),
                    HasSubstr("download it again")));
}

TEST(Inspect, ACutHeaderIsAnError) {
  const std::string whole = read(tests::write_tiny_model({}));
  for (const std::size_t length : {4U, 8U, 24U, 100U, 2000U}) {
    const auto file = inspect(write(whole.substr(0, length)));
    ASSERT_FALSE(file) << length;
    EXPECT_EQ(file.error().code, ErrorCode::kInvalid) << length;
  }
}

// Whatever single byte of the header is wrong, the answer is a value or an Error.
TEST(Inspect, SurvivesAnyDamagedByteOfTheHeader) {
  const std::string whole = read(tests::write_tiny_model({}));
  const fs::path file = write(whole);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < 9000; at += 29) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (at % 2 == 0 ? 0xFF : 0x10));
    std::ofstream(file, std::ios::binary) << damaged;
    if (!inspect(file)) ++refused;
  }
  EXPECT_GT(refused, 30U);
}

TEST(Inspect, NamesAnArchitectureThatIsNotKnown) {
  std::string bytes = read(tests::write_tiny_model({}));
  const auto at = bytes.find("llama");
  bytes.replace(at, 5, "qwert");
  const auto file = inspect(write(bytes));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(file.error().message, AllOf(HasSubstr("qwert"), HasSubstr("does not know")));
}

TEST(Inspect, AMissingPartOfASplitModelIsNamed) {
  const auto path = tests::write_tiny_model({.overrides = {{"split.count", 3}}});
  const auto wrong_name = inspect(path);
  ASSERT_FALSE(wrong_name);
  EXPECT_THAT(wrong_name.error().message, HasSubstr("one part of 3"));

  const fs::path first = path.parent_path() / "tiny-00001-of-00003.gguf";
  fs::rename(path, first);
  const auto missing = inspect(first);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  EXPECT_THAT(missing.error().message, HasSubstr("tiny-00002-of-00003.gguf"));
}

TEST(Inspect, RefusesAnImpossibleNumberOfParts) {
  const auto file = inspect(tests::write_tiny_model({.overrides = {{"split.count", 70'000}}}));
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, AllOf(HasSubstr("70000"), HasSubstr("at most 1000")));
}

TEST(EstimateMemory, GrowsWithCellsAndFile) {
  const auto file = inspect(tests::write_tiny_model({}));
  ASSERT_TRUE(file);
  const auto small = estimate_memory(*file, {.cells = 4096});
  const auto large = estimate_memory(*file, {.cells = 8192});
  EXPECT_GE(large - small, 4096U * file->kv_bytes_per_token);
  EXPECT_GT(small, file->file_bytes);
}

TEST(Inspect, RealWeights) {
  PONDER_NEEDS_SMOL();
  const auto file = inspect(tests::smol_model());
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->architecture, "llama");
  EXPECT_EQ(file->parameters, 134'515'008U);
  EXPECT_EQ(file->context_trained, 8192U);
  EXPECT_EQ(file->kv_bytes_per_token, 30U * 3U * (64U + 64U) * 2U);
  EXPECT_EQ(file->vocabulary, 49152U);
  EXPECT_FALSE(file->native_reasoning);
}

}  // namespace
}  // namespace ponder::llama
