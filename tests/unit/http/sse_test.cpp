#include "http/sse.h"

#include <gtest/gtest.h>

namespace ponder::http {
namespace {

TEST(SseFrame, WritesTheFieldsThatAreSet) {
  EXPECT_EQ(sse_frame("", "{}"), "data: {}\n\n");
  EXPECT_EQ(sse_frame("delta", "{}", "7"), "id: 7\nevent: delta\ndata: {}\n\n");
  EXPECT_EQ(sse_frame("", ""), "data: \n\n");
}

TEST(SseFrame, EachLineGetsItsOwnData) {
  EXPECT_EQ(sse_frame("", "a\nb\r\nc\rd\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  EXPECT_EQ(sse_frame("", "\r"), "data: \ndata: \n\n");
}

TEST(SseFrame, NamesCannotBreakOut) {
  EXPECT_EQ(sse_frame("a\nb", "x", "1\r\n2"), "id: 1  2\nevent: a b\ndata: x\n\n");
}

}  // namespace
}  // namespace ponder::http
