// chat::Event <-> JSON: the table of docs/events.md, both ways.
#include "api/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ponder::api {
namespace {

using ::testing::HasSubstr;

chat::Report some_report() {
  chat::Report report;
  report.mode = chat::Mode::kContemplating;
  report.agents_started = 8;
  report.agents_used = 5;
  report.agents_stopped_early = 3;
  report.agreement = 0.8F;
  report.probability = 0.625F;
  report.tallies = {{"42", "42", {1, 2, 3, 5}, 0.8F}, {"41.", "41", {4}, 0.2F}};
  report.winner = 2;
  report.tokens_spent = 1200;
  report.tokens_saved = 800;
  report.prompt_tokens_saved = 3500;
  report.wall_ms = 9000;
  report.first_token_ms = 120;
  report.single_pass_ms = 4000;
  return report;
}

chat::Report calculated_report() {
  chat::Report report = some_report();
  report.calculation = {12,
                        10,
                        {{"3 m * 4 m", "12 m", chat::EquationFault::kUnits},
                         {"1 + 1", "3", chat::EquationFault::kValue}}};
  return report;
}

chat::Report crowded_report() {
  chat::Report report = some_report();
  report.agents_fit = 3;
  report.agents_wanted = 7;
  return report;
}

TokenLogprob some_logprob() {
  TokenLogprob logprob{7, "\xC3", -0.25F, {}};
  logprob.top = {{7, "\xC3", -0.25F}, {9, "x", -1.5F}};
  return logprob;
}

chat::RepairState some_repair() {
  chat::RepairState state;
  state.stage = chat::RepairStage::kSteps;
  state.facts = {.kind = "washer", .brand = "LG", .code = "OE"};
  state.kind_name = "Washer";
  state.skipped = {"dangers"};
  state.code = chat::RepairCode{"OE", true, "No drain.", "https://a.b", "2026-11-24"};
  state.question = chat::RepairQuestion{"model", "Which?", {{"x", "X"}}, true};
  state.steps = {{"s", "Do.", true, chat::StepResult::kUnable}};
  state.hand_over = {"Code: OE"};
  state.call_when = "Smoke.";
  return state;
}

std::string with(std::string json, const std::string& before, const std::string& more) {
  return json.insert(json.find(before), more);
}

struct Sample {
  chat::Event event;
  std::string json;
};

std::vector<Sample> samples() {
  const std::string tallies =
      R"([{"answer":"42","normalised":"42","agents":[1,2,3,5],"weight":0.8},)"
      R"({"answer":"41.","normalised":"41","agents":[4],"weight":0.2}])";
  const std::string usage =
      R"({"tokens_prompt":10,"tokens_cached":8,"tokens_new":5,"tokens_reasoning":2})";
  const std::string report =
      R"({"mode":"contemplating","agents_started":8,"agents_used":5,"agents_stopped_early":3,)"
      R"("agreement":0.8,"probability":0.625,"tallies":)" +
      tallies +
      R"(,"winner":2,"tokens_spent":1200,"tokens_saved":800,"prompt_tokens_saved":3500,)"
      R"("wall_ms":9000,"first_token_ms":120,"single_pass_ms":4000})";
  return {
      {chat::TurnStarted{"turn_1", chat::Mode::kThinking, "smol"},
       R"({"type":"turn_started","turn":"turn_1","mode":"thinking","model":"smol"})"},
      {chat::BranchStarted{2, 0, "check \"all\""},
       R"({"type":"branch_started","branch":2,"parent":0,"role":"check \"all\""})"},
      {chat::PartStarted{3, 2, chat::PartKind::kReasoning, "", ""},
       R"({"type":"part_started","part":3,"branch":2,"kind":"reasoning"})"},
      {chat::PartStarted{4, 0, chat::PartKind::kToolCall, "call_1", "add"},
       R"({"type":"part_started","part":4,"branch":0,"kind":"tool_call","tool_call_id":"call_1",)"
       R"("tool_name":"add"})"},
      {chat::TextDelta{3, "a\n\xE2\x82\xAC", {}},
       "{\"type\":\"text_delta\",\"part\":3,\"text\":\"a\\n\xE2\x82\xAC\"}"},
      {chat::TextDelta{3, "b", {some_logprob()}},
       "{\"type\":\"text_delta\",\"part\":3,\"text\":\"b\",\"logprobs\":[{\"token\":7,"
       "\"piece\":\"\xEF\xBF\xBD\",\"bytes\":[195],\"logprob\":-0.25,\"top\":[{\"token\":7,"
       "\"piece\":\"\xEF\xBF\xBD\",\"bytes\":[195],\"logprob\":-0.25},"
       "{\"token\":9,\"piece\":\"x\",\"logprob\":-1.5}]}]}"},
      {chat::PartFinished{3}, R"({"type":"part_finished","part":3})"},
      {chat::ToolFinished{4, "no\tway", true},
       R"({"type":"tool_finished","part":4,"result":"no\tway","failed":true})"},
      {chat::AnswerFound{2, "42 ", "42", 0.75F},
       R"({"type":"answer_found","branch":2,"answer":"42 ","normalised":"42","confidence":0.75})"},
      {chat::VoteChanged{some_report().tallies, true},
       R"({"type":"vote_changed","tallies":)" + tallies + R"(,"decided":true})"},
      {chat::SafetyNotice{
           {{"gas_leak", chat::HazardLevel::kStopNow, "smells of gas", "Gas", {"Go."}}}},
       R"({"type":"safety_notice","hazards":[{"id":"gas_leak","level":"stop_now",)"
       R"("found":"smells of gas","title":"Gas","actions":["Go."]}]})"},
      {some_repair(),
       R"({"type":"repair_state","language":"en","stage":"steps","facts":{"kind":"washer",)"
       R"("brand":"LG","model":"","code":"OE","symptom":""},"kind_name":"Washer","symptom_name":"",)"
       R"("skipped":["dangers"],"code":{"code":"OE","known":true,"meaning":"No drain.",)"
       R"("source":"https://a.b","read_on":"2026-11-24"},"question":{"about":"model","text":"Which?",)"
       R"("options":[{"id":"x","text":"X"}],"may_skip":true},"steps":[{"id":"s","text":"Do.",)"
       R"("by_model":true,"result":"unable"}],"hand_over":["Code: OE"],"call_when":"Smoke."})"},
      {chat::Forecast{0, 9000}, R"({"type":"forecast","latest_ms":9000})"},
      {chat::Forecast{4500, 9000}, R"({"type":"forecast","expected_ms":4500,"latest_ms":9000})"},
      {chat::BranchFinished{2, chat::FinishReason::kStoppedEarly, {10, 8, 5, 2}},
       R"({"type":"branch_finished","branch":2,"reason":"stopped_early","usage":)" + usage + "}"},
      {chat::TurnFinished{chat::FinishReason::kStop, {10, 8, 5, 2}, some_report()},
       R"({"type":"turn_finished","reason":"stop","usage":)" + usage + R"(,"report":)" + report +
           "}"},
      {chat::TurnFinished{chat::FinishReason::kStop, {10, 8, 5, 2}, calculated_report()},
       R"({"type":"turn_finished","reason":"stop","usage":)" + usage + R"(,"report":)" +
           report.substr(0, report.size() - 1) +
           R"(,"calculation":{"checked":12,"holding":10,"wrong":[{"left":"3 m * 4 m",)"
           R"("right":"12 m","fault":"units"},{"left":"1 + 1","right":"3","fault":"value"}]}}})"},
      {chat::TurnFinished{chat::FinishReason::kStop, {10, 8, 5, 2}, crowded_report()},
       R"({"type":"turn_finished","reason":"stop","usage":)" + usage + R"(,"report":)" +
           with(report, R"("agreement":)", R"("agents_fit":3,"agents_wanted":7,)") + "}"},
      {chat::TurnFailed{{ErrorCode::kNoSpace, "no cells", "x"}},
       R"({"type":"turn_failed","error":{"code":"no_space","message":"no cells","param":"x"}})"},
  };
}

TEST(Events, AreWrittenAsDocumented) {
  for (const Sample& sample : samples()) EXPECT_EQ(encode_event(sample.event), sample.json);
}

TEST(Events, ComeBackAsTheyWere) {
  for (const Sample& sample : samples()) {
    const Result<chat::Event> decoded = decode_event(sample.json);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_EQ(decoded->index(), sample.event.index());
    EXPECT_EQ(encode_event(*decoded), sample.json);
  }
}

TEST(Events, EverySortHasASample) {
  std::vector<bool> seen(std::variant_size_v<chat::Event>, false);
  for (const Sample& sample : samples()) seen[sample.event.index()] = true;
  EXPECT_THAT(seen, ::testing::Each(true));
}

TEST(Events, PiecesKeepBytesThatAreNotUtf8) {
  const Result<chat::Event> decoded =
      decode_event(encode_event(chat::TextDelta{1, "b", {some_logprob()}}));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(std::get<chat::TextDelta>(*decoded).logprobs.front(), some_logprob());
}

TEST(Events, EveryReasonAndEveryErrorCodeComesBack) {
  for (int i = 0; i <= static_cast<int>(chat::FinishReason::kRepetition); ++i) {
    const chat::BranchFinished event{1, static_cast<chat::FinishReason>(i), {}};
    const Result<chat::Event> decoded = decode_event(encode_event(event));
    ASSERT_TRUE(decoded.has_value()) << i;
    EXPECT_EQ(std::get<chat::BranchFinished>(*decoded), event);
  }
  for (int i = 0; i <= static_cast<int>(ErrorCode::kIo); ++i) {
    const chat::TurnFailed event{{static_cast<ErrorCode>(i), "m", ""}};
    const Result<chat::Event> decoded = decode_event(encode_event(event));
    ASSERT_TRUE(decoded.has_value()) << i;
    EXPECT_EQ(std::get<chat::TurnFailed>(*decoded).error.code, event.error.code);
  }
}

TEST(Events, ReportsBackTheCalculationThatTheyWereWrittenWith) {
  for (const chat::Report& report : {some_report(), calculated_report()}) {
    const Result<chat::Event> decoded =
        decode_event(encode_event(chat::TurnFinished{chat::FinishReason::kStop, {}, report}));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(std::get<chat::TurnFinished>(*decoded).report.calculation, report.calculation);
  }
}

TEST(Events, NameAFaultThatIsUnknown) {
  std::string json =
      encode_event(chat::TurnFinished{chat::FinishReason::kStop, {}, calculated_report()});
  json.replace(json.find("\"units\""), 7, "\"taste\"");
  const Result<chat::Event> decoded = decode_event(json);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().param, "report.calculation.wrong[0].fault");
  EXPECT_THAT(decoded.error().message, HasSubstr("one of value, units, but is \"taste\""));
}

TEST(Events, UnknownFieldsAreIgnored) {
  EXPECT_TRUE(decode_event(R"({"type":"part_finished","part":3,"later":1})").has_value());
}

struct Wrong {
  std::string json;
  std::string param;
  std::string message;
};

class WrongEvents : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongEvents, AreRefusedByTheNameOfTheField) {
  const Result<chat::Event> decoded = decode_event(GetParam().json);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().param, GetParam().param);
  EXPECT_THAT(decoded.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongEvents,
    ::testing::Values(
        Wrong{"", "", "the event is empty"}, Wrong{"[]", "", "the event must be an object"},
        Wrong{"{}", "type", "type is required"},
        Wrong{R"({"type":"tick"})", "type", "type is no known event: \"tick\""},
        Wrong{R"({"type":7})", "type", "type must be a string, but is a number"},
        Wrong{R"({"type":"part_finished"})", "part", "part is required"},
        Wrong{R"({"type":"part_finished","part":-1})", "part", "between 0 and 4294967295"},
        Wrong{R"({"type":"part_finished","part":1.5})", "part", "must be an integer"},
        Wrong{R"({"type":"text_delta","part":1,"text":[]})", "text", "but is a list"},
        Wrong{R"({"type":"text_delta","part":1,"text":"a","logprobs":[{}]})", "logprobs[0].token",
              "is required"},
        Wrong{R"({"type":"text_delta","part":1,"text":"a","logprobs":[{"token":1,"piece":"a",)"
              R"("bytes":[256],"logprob":0,"top":[]}]})",
              "logprobs[0].bytes[0]", "between 0 and 255"},
        Wrong{R"({"type":"part_started","part":1,"branch":0,"kind":"song"})", "kind",
              "one of text, reasoning, tool_call, but is \"song\""},
        Wrong{R"({"type":"turn_started","turn":"t","mode":"fast","model":"m"})", "mode",
              "one of instant, thinking, contemplating, but is \"fast\""},
        Wrong{R"({"type":"vote_changed","tallies":[{"answer":"1","normalised":"1","agents":[1],)"
              R"("weight":"x"}],"decided":true})",
              "tallies[0].weight", "must be a number, but is a string"},
        Wrong{R"({"type":"vote_changed","tallies":[],"decided":1})", "decided",
              "must be true or false"},
        Wrong{R"({"type":"branch_finished","branch":1,"reason":"stop","usage":{}})",
              "usage.tokens_prompt", "is required"},
        Wrong{R"({"type":"turn_finished","reason":"stop","usage":{"tokens_prompt":1,)"
              R"("tokens_cached":0,"tokens_new":1,"tokens_reasoning":0}})",
              "report", "is required"},
        Wrong{R"({"type":"turn_failed","error":{"code":"bad","message":"m","param":""}})",
              "error.code", "must be one of"},
        Wrong{R"({"type":"turn_failed"})", "error", "is required"}));

}  // namespace
}  // namespace ponder::api
