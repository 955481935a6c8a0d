// Text that is put into HTML stays text.
#include "base/html.h"

#include <gtest/gtest.h>

namespace ponder {
namespace {

TEST(Html, HasNoMarksLeft) {
  EXPECT_EQ(html_escaped("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  EXPECT_EQ(html_escaped("plain"), "plain");
}

}  // namespace
}  // namespace ponder
