// Digits that were read as letters, and letters that stay.
#include "sight/look_alikes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ponder::sight {
namespace {

std::string mended(const std::vector<std::string>& words) {
  std::vector<Line> lines{{"", 0.5F, {1, 2, 30, 40}, 3, {}}};
  for (const std::string& word : words) lines[0].words.push_back({word, 0.5F});
  mend_look_alikes(lines);
  EXPECT_EQ(lines[0].words.size(), words.size());
  return lines[0].text;
}

TEST(LookAlikes, CodesGetTheirDigitsBack) {
  EXPECT_EQ(mended({"Code:", "LQ7"}), "Code: L07");
  EXPECT_EQ(mended({"ERROR", "U@1"}), "ERROR U01");
  EXPECT_EQ(mended({"F2l"}), "F21");
  EXPECT_EQ(mended({"El"}), "E1");
  EXPECT_EQ(mended({"E|"}), "E1");
}

TEST(LookAlikes, WordsAndLongerNumbersStay) {
  EXPECT_EQ(mended({"El", "filtro"}), "El filtro");
  EXPECT_EQ(mended({"Al2O3"}), "Al2O3");
  EXPECT_EQ(mended({"UQ"}), "UQ");
  EXPECT_EQ(mended({"HO1"}), "HO1");
  EXPECT_EQ(mended({"SQ1234"}), "SQ1234");
  EXPECT_EQ(mended({"q7", "@1", "E24"}), "q7 @1 E24");
}

}  // namespace
}  // namespace ponder::sight
