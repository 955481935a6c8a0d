// What is merged in a group, and what is not.
#include "server/event_group.h"

#include <gtest/gtest.h>

#include <variant>

#include "base/limits.h"

namespace ponder::server {
namespace {

chat::Event delta(chat::PartId part, const std::string& text) {
  chat::TextDelta made;
  made.part = part;
  made.text = text;
  made.logprobs.push_back({7, text, -0.5F, {}});
  return made;
}

const chat::TextDelta& text_of(const chat::Event& event) {
  return std::get<chat::TextDelta>(event);
}

TEST(EventGroup, DeltasOfOnePartBecomeOneWithAllLogprobs) {
  EventGroup group;
  group.add(delta(1, "six "));
  group.add(delta(1, "times "));
  group.add(delta(1, "seven"));
  const auto events = group.take();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(text_of(events[0]).text, "six times seven");
  EXPECT_EQ(text_of(events[0]).logprobs.size(), 3U);
  EXPECT_TRUE(group.empty());
}

TEST(EventGroup, InterleavedPartsAreMergedEach) {
  EventGroup group;
  for (int i = 0; i < 3; ++i) {
    group.add(delta(1, "a"));
    group.add(delta(2, "b"));
  }
  const auto events = group.take();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(text_of(events[0]).text, "aaa");
  EXPECT_EQ(text_of(events[1]).text, "bbb");
}

TEST(EventGroup, NothingIsMergedAcrossAnotherEvent) {
  EventGroup group;
  group.add(delta(1, "a"));
  group.add(chat::AnswerFound{1, "42", "42", 0.9F});
  group.add(delta(1, "b"));
  EXPECT_EQ(group.take().size(), 3U);
}

TEST(EventGroup, AMergedDeltaStaysBelowItsBound) {
  EventGroup group;
  for (int i = 0; i < 3; ++i)
    group.add(delta(1, std::string(limits::kStreamBufferBytesMax / 2, 'x')));
  const auto events = group.take();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(text_of(events[0]).text.size(), limits::kStreamBufferBytesMax);
}

TEST(EventGroup, OnlyTheLastEventsEndATurn) {
  EXPECT_TRUE(ends_turn(chat::TurnFinished{}));
  EXPECT_TRUE(ends_turn(chat::TurnFailed{}));
  EXPECT_FALSE(ends_turn(chat::BranchFinished{}));
}

}  // namespace
}  // namespace ponder::server
