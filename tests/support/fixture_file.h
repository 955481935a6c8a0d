// The files that tests share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace ponder::tests {

// The bytes of a file in tests/fixtures.
inline std::string fixture_file(const std::string& name) {
  std::ifstream file(std::string(PONDER_FIXTURES) + "/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ponder::tests
