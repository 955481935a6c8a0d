#include "modes/plain_text.h"

#include <gtest/gtest.h>

namespace ponder::modes {
namespace {

TEST(PlainText, WritesLatexOut) {
  EXPECT_EQ(to_plain_text("$\\dfrac{1}{2}\\,\\text{cm}$"), "1/2 cm");
  EXPECT_EQ(to_plain_text("\\frac{a+b}{-2}"), "(a+b)/(-2)");
  EXPECT_EQ(to_plain_text("\\sqrt[3]{x+1}"), "root3(x+1)");
  EXPECT_EQ(to_plain_text("x_{12}^{n+1}"), "x_12^(n+1)");
  EXPECT_EQ(to_plain_text("\\{1, 2\\}"), "{1, 2}");
  EXPECT_EQ(to_plain_text("90^{\\circ}"), "90 degree");
  EXPECT_EQ(to_plain_text("\\unknown{7}"), "unknown7");
}

TEST(PlainText, KeepsADollarThatIsMoney) {
  EXPECT_EQ(to_plain_text("$5"), "$5");
  EXPECT_EQ(to_plain_text("$\\$5$"), "$5");
  EXPECT_EQ(to_plain_text("$5$"), "5");
}

TEST(PlainText, KeepsAPowerWrittenWithStars) {
  EXPECT_EQ(to_plain_text("2**3"), "2**3");
  EXPECT_EQ(to_plain_text("**2** apples"), "2 apples");
}

TEST(PlainText, TakesCutText) {
  EXPECT_EQ(to_plain_text("\\frac{1}{2"), "1/2");
  EXPECT_EQ(to_plain_text("\\"), "");
  EXPECT_EQ(to_plain_text("\\sqrt["), "sqrt()");
}

}  // namespace
}  // namespace ponder::modes
