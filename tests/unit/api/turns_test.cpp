// The bodies of the turn API, both ways.
#include "api/turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/limits.h"

namespace ponder::api {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

StartTurn started(const std::string& body) {
  Result<StartTurn> parsed = parse_start_turn(body);
  EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
  return parsed ? *parsed : StartTurn{};
}

TEST(StartTurns, NeedAnInputOnly) {
  const StartTurn start = started(R"({"input":"hello"})");
  ASSERT_EQ(start.turn.messages.size(), 1U);
  EXPECT_EQ(start.turn.messages[0].role, chat::Role::kUser);
  EXPECT_EQ(start.turn.messages[0].content, "hello");
  EXPECT_EQ(start.turn.model, "");
  EXPECT_EQ(start.turn.mode, chat::Mode::kInstant);
  EXPECT_EQ(start.turn.tokens_new_max, limits::kTokensNewDefault);
  EXPECT_FALSE(start.conversation.has_value());
}

TEST(StartTurns, TakeEveryField) {
  const StartTurn start = started(
      R"({"input":"q","conversation":"conv_1","model":"smol","mode":"contemplating","agents":4,
          "system":"be brief","temperature":0.5,"seed":-3,"max_tokens":100,"budget_ms":5000})");
  ASSERT_EQ(start.turn.messages.size(), 2U);
  EXPECT_EQ(start.turn.messages[0].role, chat::Role::kSystem);
  EXPECT_EQ(start.turn.messages[0].content, "be brief");
  EXPECT_EQ(start.turn.messages[1].content, "q");
  EXPECT_EQ(start.conversation, "conv_1");
  EXPECT_EQ(start.turn.model, "smol");
  EXPECT_EQ(start.turn.mode, chat::Mode::kContemplating);
  EXPECT_EQ(start.turn.agents, 4U);
  EXPECT_EQ(start.turn.sampling.temperature, 0.5F);
  EXPECT_EQ(start.turn.sampling.seed, static_cast<std::uint64_t>(-3));
  EXPECT_EQ(start.turn.tokens_new_max, 100U);
  EXPECT_EQ(start.turn.budget, std::chrono::milliseconds(5000));
}

TEST(StartTurns, TakeAPresetAndAStrategy) {
  const StartTurn start = started(
      R"({"input":"q","preset":"deep","top_p":0.5,"logit_bias":{"7":-100},
          "strategy":{"first":2,"quorum":0.9,"unsure":0,"arithmetic":false}})");
  EXPECT_EQ(start.turn.agents, 16U);
  EXPECT_EQ(start.turn.strategy.preset, "deep");
  EXPECT_EQ(start.turn.strategy.wave_first, 2U);
  EXPECT_FALSE(start.turn.strategy.wave_next.has_value());
  EXPECT_EQ(start.turn.strategy.quorum, 0.9);
  EXPECT_EQ(start.turn.strategy.unsure_percentile, 0.0);
  EXPECT_EQ(start.turn.strategy.checks_arithmetic, false);
  EXPECT_EQ(start.turn.sampling.top_p, 0.5F);
  EXPECT_EQ(start.turn.sampling.logit_bias.at(7), -100.0F);
  EXPECT_EQ(started(R"({"input":"q","preset":"deep","agents":5})").turn.agents, 5U);
}

TEST(StartTurns, TakeTheModeFromTheModelsSuffixUnlessNamed) {
  EXPECT_EQ(started(R"({"input":"q","model":"smol:thinking"})").turn.mode, chat::Mode::kThinking);
  const StartTurn both = started(R"({"input":"q","model":"smol:thinking","mode":"instant"})");
  EXPECT_EQ(both.turn.mode, chat::Mode::kInstant);
  EXPECT_EQ(both.turn.model, "smol");
}

TEST(StartTurns, ReadNullAsMissing) {
  const StartTurn start = started(
      R"({"input":"q","conversation":null,"model":null,"mode":null,"system":null,"seed":null})");
  EXPECT_FALSE(start.conversation.has_value());
  EXPECT_EQ(start.turn.messages.size(), 1U);
}

struct Wrong {
  std::string body;
  std::string param;
  std::string message;
};

class WrongStarts : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongStarts, AreRefusedByTheNameOfTheField) {
  const Result<StartTurn> parsed = parse_start_turn(GetParam().body);
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().param, GetParam().param);
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongStarts,
    ::testing::Values(
        Wrong{"", "", "the body is empty"}, Wrong{"[]", "", "the body must be an object"},
        Wrong{"{}", "input", "input is required"},
        Wrong{R"({"input":""})", "input", "input must not be empty"},
        Wrong{R"({"input":5})", "input", "input must be a string, but is a number"},
        Wrong{R"({"input":"q","agent":4})", "agent", "agent is not known here; known are: input"},
        Wrong{R"({"input":"q","mode":"deep"})", "mode", "but is \"deep\""},
        Wrong{R"({"input":"q","agents":1})", "agents", "between 2 and 16, but is 1"},
        Wrong{R"({"input":"q","agents":17})", "agents", "between 2 and 16, but is 17"},
        Wrong{R"({"input":"q","budget_ms":0})", "budget_ms", "but is 0"},
        Wrong{R"({"input":"q","max_tokens":0})", "max_tokens", "at least 1, but is 0"},
        Wrong{R"({"input":"q","conversation":7})", "conversation", "must be a string"},
        Wrong{R"({"input":"q","temperature":2.5})", "temperature", "between 0 and 2, but is 2.5"}));

TEST(StartTurns, MayBeForTheRepairAssistant) {
  const StartTurn start =
      parse_start_turn(
          R"({"input":"q","mode":"thinking","assistant":"repair","repair":{)"
          R"("language":"ar","facts":{"kind":"washer","code":"OE"},"skip":["brand"],)"
          R"("dangers":["gas_leak"],"step":"restart","result":"helped","read":["E24"]}})")
          .value();
  ASSERT_TRUE(start.turn.repair);
  EXPECT_EQ(start.turn.mode, chat::Mode::kInstant);
  const chat::RepairAsk& ask = *start.turn.repair;
  EXPECT_EQ(ask.language, "ar");
  EXPECT_EQ(ask.facts.code, "OE");
  EXPECT_EQ(ask.skip, std::vector<std::string>{"brand"});
  EXPECT_EQ(ask.dangers, std::vector<std::string>{"gas_leak"});
  EXPECT_EQ(ask.result, chat::StepResult::kHelped);
  ASSERT_EQ(start.turn.image_uses.size(), 1U);
  EXPECT_EQ(start.turn.image_uses[0].told, "E24");
  EXPECT_EQ(json::parse(encode_settings(start.turn))["assistant"], "repair");
  EXPECT_FALSE(
      parse_start_turn(R"({"input":"q","assistant":"repair"})").value().turn.repair->dangers);
  EXPECT_FALSE(parse_start_turn(R"({"input":"q"})").value().turn.repair);
}

TEST(StartTurns, WithAWrongRepairAreRefused) {
  const std::string fact(limits::kRepairFactBytesMax + 1, 'x');
  std::string items = "\"a\"";
  for (std::size_t i = 0; i < limits::kRepairItemsMax; ++i) items += ",\"a\"";
  for (const std::string& fields :
       {std::string(R"("assistant":"doctor")"), std::string(R"("repair":{})"),
        std::string(R"("assistant":"repair","repair":{"language":"xx"})"),
        std::string(R"("assistant":"repair","repair":{"facts":{"colour":"red"}})"),
        std::string(R"("assistant":"repair","repair":{"step":"a","result":"maybe"})"),
        std::string(R"("assistant":"repair","repair":{"step":"a"})"),
        R"("assistant":"repair","repair":{"facts":{"code":")" + fact + "\"}}",
        R"("assistant":"repair","repair":{"skip":[)" + items + "]}",
        std::string(R"("assistant":"repair","repair":7)")}) {
    EXPECT_FALSE(parse_start_turn("{\"input\":\"q\"," + fields + "}").has_value()) << fields;
  }
}

TEST(Stops, MeanNothingMoreWithoutABody) {
  EXPECT_FALSE(parse_stop_turn("").value().answer_now);
  EXPECT_FALSE(parse_stop_turn("{}").value().answer_now);
  EXPECT_TRUE(parse_stop_turn(R"({"answer_now":true})").value().answer_now);
  EXPECT_FALSE(parse_stop_turn(R"({"answer_now":"yes"})").has_value());
  EXPECT_FALSE(parse_stop_turn(R"({"now":true})").has_value());
}

TEST(Settings, TellWhatWasAskedForWithoutTexts) {
  const StartTurn start = started(
      R"({"input":"secret","model":"smol","mode":"contemplating","agents":4,"seed":-3,
          "temperature":0.5,"max_tokens":100,"budget_ms":5000})");
  EXPECT_EQ(encode_settings(start.turn),
            R"({"model":"smol","mode":"contemplating","agents":4,"max_tokens":100,)"
            R"("temperature":0.5,"seed":-3,"budget_ms":5000})");
  EXPECT_EQ(encode_settings(started(R"({"input":"q"})").turn),
            R"({"model":"","mode":"instant","max_tokens":2048})");
}

TEST(TurnBodies, AreWrittenAsDocumented) {
  TurnView turn{"turn_1", "conv_1", 2, "finished", "smol", "instant", "q\"", "a", "r", 9, 100, 200};
  turn.settings_json = R"({"max_tokens":9})";
  turn.images = {{"/api/turns/turn_1/images/0", "a.png", "image/png", 4, 3, 99, {}}};
  const json expected = json::parse(
      R"({"id":"turn_1","conversation":"conv_1","position":2,"status":"finished","model":"smol",
          "mode":"instant","input":"q\"","answer":"a","reasoning":"r","last_seq":9,
          "created_ms":100,"finished_ms":200,"parent":null,"settings":{"max_tokens":9},
          "images":[{"index":0,"url":"/api/turns/turn_1/images/0","name":"a.png",
                     "media_type":"image/png","width":4,"height":3,"bytes":99,
                     "reading":null}]})");
  EXPECT_EQ(json::parse(encode_turn(turn)), expected);
  EXPECT_EQ(encode_turn_started("turn_1", "conv_1", 2),
            R"({"turn":"turn_1","conversation":"conv_1","position":2})");
  const ConversationView conversation{"conv_1", "Hello", 100, 300};
  json with_turns = json::parse(encode_conversation(conversation));
  EXPECT_EQ(with_turns, json::parse(R"({"id":"conv_1","title":"Hello","created_ms":100,
                                        "updated_ms":300,"pinned":false,"archived":false,
                                        "folder":null,"leaf":null,"share":null})"));
  with_turns["turns"] = {expected, expected};
  with_turns["summaries"] =
      json::parse(R"([{"turn":"turn_1","summary":"In short.","model":"smol","created_ms":5}])");
  const std::vector<SummaryView> summaries = {{"turn_1", "In short.", "smol", 5}};
  EXPECT_EQ(json::parse(encode_conversation(conversation, std::vector{turn, turn}, summaries)),
            with_turns);
}

TEST(Settings, OfTheUserHoldWhereTheBodySaysNothing) {
  const UserSettings mine =
      UserSettings()
          .changed(R"({"system":"Be brief.","mode":"thinking","temperature":0.5})")
          .value();
  const StartTurn start = parse_start_turn(R"({"input":"q","temperature":1})", mine).value();
  EXPECT_EQ(start.turn.messages.front().content, "Be brief.");
  EXPECT_EQ(start.turn.mode, chat::Mode::kThinking);
  EXPECT_EQ(start.turn.sampling.temperature, 1.0F);
  EXPECT_EQ(start.sources_json, R"({"system":"user","mode":"user","temperature":"request"})");
  const StartTurn suffix = parse_start_turn(R"({"input":"q","model":"m:instant"})", mine).value();
  EXPECT_EQ(suffix.turn.mode, chat::Mode::kInstant) << "the name's suffix is the request's word";
  const StartTurn none = parse_start_turn(R"({"input":"q","system":null})", mine).value();
  EXPECT_EQ(none.turn.messages.size(), 1U);
}

TEST(Settings, AreChangedOneByOneAndCheckedLikeATurn) {
  const UserSettings first = UserSettings().changed(R"({"system":"S","seed":7})").value();
  const UserSettings second = first.changed(R"({"seed":null,"agents":4})").value();
  EXPECT_EQ(second.json(), R"({"system":"S","agents":4})");
  EXPECT_EQ(UserSettings::read(second.json()).value().json(), second.json());
  const json view = json::parse(second.view("smol"))["settings"];
  EXPECT_EQ(view["system"], json::parse(R"({"value":"S","source":"user"})"));
  EXPECT_EQ(view["agents"], json::parse(R"({"value":4,"source":"user"})"));
  EXPECT_EQ(view["model"], json::parse(R"({"value":"smol","source":"server"})"));
  EXPECT_EQ(view["temperature"], json::parse(R"({"value":null,"source":"model"})"));
  EXPECT_EQ(view["max_tokens"], json::parse(R"({"value":2048,"source":"default"})"));
  EXPECT_EQ(view["seed"]["source"], "random");
  for (const char* body : {"", "[]", "7", R"({"mode":"deep"})", R"({"agents":1})",
                           R"({"temperature":3})", R"({"top_p":1})", R"({"system":7})"}) {
    EXPECT_FALSE(first.changed(body).has_value()) << body;
  }
  const std::string long_system(40'000, 's');
  EXPECT_THAT(first.changed(R"({"system":")" + long_system + "\"}").error().message,
              HasSubstr("system has 40000 bytes; the limit is 32768"));
}

TEST(TurnBodies, ListConversations) {
  EXPECT_EQ(encode_conversations({}, {}), R"({"conversations":[],"features":[]})");
  ConversationView conversation{"b", "B", 2, 4, true, false, "folder_1", "turn_1", "token"};
  constexpr std::array<std::string_view, 2> kFeatures = {"search", "share"};
  EXPECT_EQ(encode_conversations(std::vector{conversation}, kFeatures),
            R"({"conversations":[{"id":"b","title":"B","created_ms":2,"updated_ms":4,)"
            R"("pinned":true,"archived":false,"folder":"folder_1","leaf":"turn_1",)"
            R"("share":"token"}],"features":["search","share"]})");
}

TEST(StartTurns, MayFollowATurnOrNone) {
  EXPECT_FALSE(started(R"({"input":"q","conversation":"c"})").parent.has_value());
  EXPECT_EQ(started(R"({"input":"q","conversation":"c","parent":null})").parent, "");
  EXPECT_EQ(started(R"({"input":"q","conversation":"c","parent":"turn_1"})").parent, "turn_1");
  const auto alone = parse_start_turn(R"({"input":"q","parent":"turn_1"})");
  ASSERT_FALSE(alone.has_value());
  EXPECT_EQ(alone.error().param, "parent");
}

}  // namespace
}  // namespace ponder::api
