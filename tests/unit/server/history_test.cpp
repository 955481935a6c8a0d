// Which messages a turn of a conversation begins with.
#include "server/history.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"

namespace ponder::server {
namespace {

chat::Message message(chat::Role role, const std::string& content) {
  chat::Message made;
  made.role = role;
  made.content = content;
  return made;
}

store::Turn turn(const std::string& input, const std::string& answer) {
  store::Turn made;
  made.input = input;
  made.answer = answer;
  return made;
}

TEST(History, StandsBetweenTheSystemPromptAndTheQuestion) {
  const auto messages = with_history(
      {message(chat::Role::kSystem, "Be brief."), message(chat::Role::kUser, "And 3?")},
      {turn("What is 1?", "One."), turn("And 2?", "Two.")});
  const std::vector<chat::Message> expected = {
      message(chat::Role::kSystem, "Be brief."), message(chat::Role::kUser, "What is 1?"),
      message(chat::Role::kAssistant, "One."),   message(chat::Role::kUser, "And 2?"),
      message(chat::Role::kAssistant, "Two."),   message(chat::Role::kUser, "And 3?")};
  EXPECT_EQ(messages, expected);
}

TEST(History, LeavesOutTurnsWithoutAnAnswer) {
  const auto messages = with_history({message(chat::Role::kUser, "Again?")},
                                     {turn("Failed", ""), turn("Hello", "Hi.")});
  const std::vector<chat::Message> expected = {message(chat::Role::kUser, "Hello"),
                                               message(chat::Role::kAssistant, "Hi."),
                                               message(chat::Role::kUser, "Again?")};
  EXPECT_EQ(messages, expected);
}

TEST(Path, GoesFromTheBeginningToTheLeaf) {
  std::vector<store::Turn> turns(4);
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"a", ""}, {"b", "a"}, {"c", "a"}, {"d", "c"}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    turns[i].id = rows[i].first;
    turns[i].parent = rows[i].second;
  }
  const auto ids = [&](const std::string& leaf) {
    std::string joined;
    const auto path = path_to(turns, leaf);
    for (const store::Turn& turn : path.value()) joined += turn.id;
    return joined;
  };
  EXPECT_EQ(ids("d"), "acd");
  EXPECT_EQ(ids("b"), "ab");
  EXPECT_EQ(ids(""), "");
  EXPECT_EQ(path_to(turns, "x").error().code, ErrorCode::kNotFound);
  turns[0].parent = "d";  // A circle.
  EXPECT_FALSE(path_to(turns, "d"));
}

TEST(Title, IsTheFirstLineThatSaysSomething) {
  EXPECT_EQ(title_from("  \n\n  Why is the sky blue? \r\nPlease."), "Why is the sky blue?");
  EXPECT_EQ(title_from("   \n "), "New conversation");
}

TEST(Title, IsCutAtTheEndOfAWord) {
  EXPECT_EQ(
      title_from("I leave at 9:40, the ride takes two hours, and the train waits 12 minutes on the "
                 "way: when am I there?"),
      "I leave at 9:40, the ride takes two hours, and the train waits 12 minutes on\u2026");
}

TEST(Title, IsCutAtWholeCharacters) {
  std::string long_input = "x";
  for (int i = 0; i < 100; ++i) long_input += "\xC3\xA9";  // e with an acute accent.
  const std::string title = title_from(long_input);
  EXPECT_LE(title.size(), 80U);
  EXPECT_GE(title.size(), 78U);
  EXPECT_EQ(utf8_invalid_at(title), std::string::npos);
}

}  // namespace
}  // namespace ponder::server
