// Other programs' exports as our conversations.
#include "api/import/conversation.h"

#include <gmock/gmock.h>

#include <random>

#include "api/export.h"
#include "api/import/limits.h"
#include "api/import/splitter.h"
#include "base/limits.h"
#include "support/fixture_file.h"

namespace ponder::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fixture(const std::string& name) {
  return ponder::tests::fixture_file("import/" + name);
}

std::vector<std::string> entries_of(const std::string& file, std::size_t piece = 1U << 20U) {
  JsonSplitter splitter(import_limits::kConversationBytesMax);
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < file.size(); at += piece) {
    for (const auto& entry : splitter.feed(std::string_view(file).substr(at, piece))) {
      texts.push_back(entry.text);
    }
  }
  EXPECT_TRUE(splitter.finish());
  return texts;
}

ImportedConversation imported(const std::string& name) {
  return read_imported(entries_of(fixture(name)).front()).value();
}

// "parent place: question > answer" of each turn.
std::vector<std::string> tree_of(const ImportedConversation& conversation) {
  std::vector<std::string> lines;
  for (const ImportedTurn& turn : conversation.turns) {
    lines.push_back((turn.parent ? std::to_string(*turn.parent) : "-") + ": " + turn.input + " > " +
                    turn.answer);
  }
  return lines;
}

TEST(ImportChatGpt, KeepsBranchesReasoningAndModels) {
  const ImportedConversation read = imported("chatgpt.json");
  EXPECT_EQ(read.source, "chatgpt:aaaa-1");
  EXPECT_EQ(read.title, "Primes");
  EXPECT_EQ(read.created_ms, 1714521600250);
  EXPECT_EQ(read.updated_ms, 1714525200500);
  EXPECT_THAT(tree_of(read),
              ElementsAre("-: Is 7 prime? > Yes.", "0: And 9? > No.", "-: Is 7 prime? > It is.",
                          "-: [image]\n\nIs 8 prime? > "));
  EXPECT_EQ(read.leaf, 1U);
  EXPECT_EQ(read.turns[0].reasoning, "Try 2 and 3.");
  EXPECT_EQ(read.turns[0].model, "o9");
  EXPECT_EQ(read.turns[0].created_ms, 1714521601000);
  EXPECT_EQ(read.turns[0].finished_ms, 1714521603000);
  EXPECT_EQ(read.turns[2].model, "o8");
  EXPECT_EQ(read.turns[3].status, "interrupted");
}

TEST(ImportClaude, KeepsThinkingAndAttachments) {
  const ImportedConversation read = imported("claude.json");
  EXPECT_EQ(read.source, "claude:bbbb-2");
  EXPECT_EQ(read.title, "Colours");
  EXPECT_EQ(read.created_ms, 1714521600250);
  EXPECT_EQ(read.updated_ms, 1714521600000 + 2 * 3600 * 1000);
  ASSERT_EQ(read.turns.size(), 2U);
  EXPECT_EQ(read.turns[0].input, "Attached file: a.txt\n````\nred ``` green\n````\n\nWhich?");
  EXPECT_EQ(read.turns[0].answer, "Red.");
  EXPECT_EQ(read.turns[0].reasoning, "Hm.");
  EXPECT_EQ(read.turns[1].parent, 0U);
  EXPECT_EQ(read.turns[1].answer, "");
  EXPECT_EQ(read.leaf, 1U);
}

TEST(ImportOpenWebUi, KeepsBranchesAndReasoning) {
  const ImportedConversation read = imported("open_webui.json");
  EXPECT_EQ(read.source, "openwebui:cccc-3");
  EXPECT_TRUE(read.pinned);
  EXPECT_THAT(tree_of(read), ElementsAre("-: How long? > Three minutes.", "-: How long? > Four."));
  EXPECT_EQ(read.turns[0].reasoning, "Green or\nblack?");
  EXPECT_EQ(read.turns[0].model, "m:1b");
  EXPECT_EQ(read.leaf, 1U);
  EXPECT_EQ(read.turns[1].created_ms, 1714521600000);
}

TEST(ImportOwn, IsWhatWasExported) {
  TurnView first{"t1", "c1", 1, "finished",        "smol",           "thinking", "q\n1",
                 "a1", "r1", 9, 100'000'000'000'0, 100'000'000'000'1};
  first.settings_json = R"({"max_tokens":7})";
  TurnView second{"t2", "c1", 2, "stopped",         "smol",           "instant", "q2",
                  "",   "",   9, 100'000'000'000'2, 100'000'000'000'3};
  second.parent = "t1";
  TurnView third = second;
  third.id = "t3";
  const ConversationView conversation{
      "c1", "T", 100'000'000'000'0, 100'000'000'000'9, true, false, "folder_1", "t2", ""};
  const std::string line = export_line(conversation, "work", std::vector{first, second, third});
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  const ImportedConversation read = read_imported(line).value();
  EXPECT_EQ(read.source, "ponder:c1");
  EXPECT_EQ(read.folder, "work");
  EXPECT_TRUE(read.pinned);
  EXPECT_EQ(read.created_ms, 1'000'000'000'000);
  EXPECT_THAT(tree_of(read), ElementsAre("-: q\n1 > a1", "0: q2 > ", "0: q2 > "));
  EXPECT_EQ(read.leaf, 1U);
  EXPECT_EQ(read.turns[0].mode, "thinking");
  EXPECT_EQ(read.turns[0].settings_json, R"({"max_tokens":7})");
  EXPECT_EQ(read.turns[1].status, "stopped");
}

TEST(ExportMarkdown, IsReadable) {
  const TurnView turn{"t1",   "c1",      1,   "finished", "smol", "instant",
                      "Why?", "**So.**", "r", 9,          0,      0};
  EXPECT_EQ(
      export_markdown({"c1", "A\ntitle", 1714521600000, 0}, std::vector{turn}),
      "# A title\n\n*2024-05-01 00:00 UTC*\n\n## You\n\nWhy?\n\n## smol (instant)\n\n**So.**\n\n");
}

TEST(Import, NamesWhatItDoesNotUnderstand) {
  const auto told = [](const std::string& json) { return read_imported(json).error().message; };
  EXPECT_THAT(told("{}"), HasSubstr("no conversation that is understood"));
  EXPECT_THAT(told(R"({"mapping": 7})"), HasSubstr("no messages"));
  EXPECT_THAT(told(R"({"mapping": {}})"), HasSubstr("no messages"));
  EXPECT_THAT(told(R"({"chat_messages": [1, null, "x", {}]})"), HasSubstr("no messages"));
  EXPECT_THAT(told(R"({"chat": {"history": {"messages": {"a": 1}}}})"), HasSubstr("no messages"));
  EXPECT_THAT(told(R"({"ponder": 1, "turns": {}})"), HasSubstr("no messages"));
  EXPECT_THAT(told(R"({"mapping": )"), HasSubstr("not valid JSON"));
  EXPECT_THAT(told("{\"mapping\": \"\xFF\"}"), HasSubstr("UTF-8"));
  std::string many = R"({"chat_messages": [)";
  for (std::size_t i = 0; i <= limits::kTurnsPerConversationMax; ++i) {
    many += std::string(i == 0 ? "" : ",") + R"({"sender": "human", "text": "q"})";
  }
  EXPECT_THAT(told(many + "]}"), HasSubstr("4097 questions; the limit is 4096"));
}

TEST(Import, CirclesAndStrangersAreNoTrap) {
  const auto read = read_imported(
      R"({"mapping": {
        "a": {"parent": "b", "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["x"]}}},
        "b": {"parent": "a", "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["y"]}}},
        "c": {"parent": "c", "message": {"author": {"role": "assistant"}, "content": {"content_type": "text", "parts": ["z"]}}},
        "d": {"parent": "gone", "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": [3, {}, "w"]}}}}})");
  EXPECT_THAT(tree_of(read.value()), ElementsAre("-:  > z", "-: w > "));
}

TEST(Import, ADeepConversationNeedsNoStack) {
  std::string json = R"({"mapping": {)";
  constexpr int kDeep = 6000;
  for (int i = 0; i < kDeep; ++i) {
    json += (i == 0 ? "\"" : ",\"") + std::to_string(i) + R"(": {"parent": ")" +
            std::to_string(i - 1) + R"(", "message": {"author": {"role": ")" +
            (i % 2 == 0 ? "user" : "assistant") +
            R"("}, "content": {"content_type": "text", "parts": ["m"]}}})";
  }
  EXPECT_EQ(read_imported(json + "}}").value().turns.size(), kDeep / 2);
}

TEST(Import, SurvivesWhatIsBroken) {
  std::mt19937 random(11);
  for (const char* name : {"chatgpt.json", "claude.json", "open_webui.json"}) {
    const std::string whole = entries_of(fixture(name)).front();
    for (int round = 0; round < 400; ++round) {
      std::string text = whole;
      for (unsigned i = 0; i < 1 + random() % 4; ++i) {
        text[random() % text.size()] = "{}[]\",:0nx\\"[random() % 11];
      }
      const auto read = read_imported(text);
      if (!read) continue;
      for (std::size_t i = 0; i < read->turns.size(); ++i) {
        EXPECT_LT(read->turns[i].parent.value_or(0), std::max<std::size_t>(i, 1));
      }
      EXPECT_LT(read->leaf, read->turns.size());
    }
  }
}

TEST(JsonSplitters, GiveTheSameWhereverTheFileIsCut) {
  const std::string file =
      "\xEF\xBB\xBF [ {\"a\": \"}]\\\"\"} ,\n{\"b\": [{}, [1]]}\t,{}, {\"c\":\"\\\\\"} ]\n ";
  const std::vector<std::string> whole = entries_of(file);
  EXPECT_THAT(whole,
              ElementsAre("{\"a\": \"}]\\\"\"}", "{\"b\": [{}, [1]]}", "{}", "{\"c\":\"\\\\\"}"));
  for (std::size_t piece = 1; piece < 9; ++piece) EXPECT_EQ(entries_of(file, piece), whole);
  EXPECT_THAT(entries_of("{\"a\":1}\n{\"b\":2}\r\n\n"), ElementsAre("{\"a\":1}", "{\"b\":2}"));
}

TEST(JsonSplitters, SayWhereAFileIsBroken) {
  const auto told = [](const std::string& file) {
    JsonSplitter splitter(100);
    splitter.feed(file);
    return splitter.finish().error().message;
  };
  EXPECT_THAT(told(""), HasSubstr("empty"));
  EXPECT_THAT(told("  \n"), HasSubstr("empty"));
  EXPECT_THAT(told("<html>"), HasSubstr("at byte 0, after 0 conversations: a list or an object of "
                                        "JSON is expected, not \"<\""));
  EXPECT_THAT(told(std::string("\x1F\x8B", 2)), HasSubstr("not byte 0x1f"));
  EXPECT_THAT(told("[{}, 7]"), HasSubstr("at byte 5, after 1 conversations: a conversation"));
  EXPECT_THAT(told("[{} {}]"), HasSubstr("a comma or the end of the list"));
  EXPECT_THAT(told("[{}] x"), HasSubstr("the end of the file is expected"));
  EXPECT_THAT(told("[{\"a\": \"cut"),
              HasSubstr("ends in the middle of conversation 1, at byte 11"));
  EXPECT_THAT(told("[{},"), HasSubstr("without the end of its list"));
}

TEST(JsonSplitters, GiveWhatStandsBeforeABreak) {
  JsonSplitter splitter(100);
  EXPECT_EQ(splitter.feed("[{}, {}, oops").size(), 2U);
  EXPECT_TRUE(splitter.error().has_value());
  EXPECT_TRUE(splitter.feed("{}]").empty());
}

TEST(JsonSplitters, PassOverWhatIsTooLarge) {
  JsonSplitter splitter(10);
  const auto entries = splitter.feed("[{\"a\":\"0123456789\"},{\"b\":1}]");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].text, "");
  EXPECT_EQ(entries[0].bytes, 18U);
  EXPECT_EQ(entries[1].text, "{\"b\":1}");
}

}  // namespace
}  // namespace ponder::api
