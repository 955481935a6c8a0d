#include "base/sha256.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace ponder {
namespace {

// The vectors of FIPS 180-4's examples.
TEST(Sha256, GivesThePublishedSums) {
  Sha256 empty;
  EXPECT_EQ(empty.finish(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 pieces;
  pieces.add("a");
  pieces.add("");
  pieces.add("bc");
  EXPECT_EQ(pieces.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, ReadsFilesLargerThanItsBlock) {
  const auto path = std::filesystem::path(testing::TempDir()) / "ponder_sha256_test";
  std::ofstream(path, std::ios::binary) << std::string(1000000, 'a') << std::string(1000000, 'b');
  Sha256 whole;
  whole.add(std::string(1000000, 'a') + std::string(1000000, 'b'));
  std::uint64_t seen = 0;
  const auto sum = sha256_of_file(path, [&](std::uint64_t bytes) {
    seen = bytes;
    return true;
  });
  ASSERT_TRUE(sum.has_value());
  EXPECT_EQ(*sum, whole.finish());
  EXPECT_EQ(seen, 2000000U);
  std::filesystem::remove(path);
}

TEST(Sha256, CanBeStoppedAndNamesAMissingFile) {
  const auto path = std::filesystem::path(testing::TempDir()) / "ponder_sha256_stop";
  std::ofstream(path) << "text";
  const auto stopped = sha256_of_file(path, [](std::uint64_t) { return false; });
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  std::filesystem::remove(path);
  const auto missing = sha256_of_file(path);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  EXPECT_NE(missing.error().message.find(path.string()), std::string::npos);
}

}  // namespace
}  // namespace ponder
