#include "api/repair.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "api/report.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/repair.h"
#include "chat/request.h"
#include "chat/safety.h"

namespace ponder::api {
namespace {

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_list();
  for (const std::string& text : texts) out.value(text);
  out.end_list();
}

std::vector<std::string> read_texts(const Node& list) {
  std::vector<std::string> texts;
  for (const Node& node : list.items(limits::kRepairItemsMax)) texts.push_back(read_text(node));
  return texts;
}

void write_facts(JsonWriter& out, const chat::RepairFacts& facts) {
  out.key("facts").begin_object().field("kind", facts.kind).field("brand", facts.brand);
  out.field("model", facts.model).field("code", facts.code);
  out.field("symptom", facts.symptom).end_object();
}

// A fact is a word or two; what is left out is not known.
chat::RepairFacts read_facts(const Node& node) {
  constexpr auto kFields =
      std::to_array<std::string_view>({"kind", "brand", "model", "code", "symptom"});
  node.fail_unless_known(kFields);
  const auto fact = [&](std::string_view name) {
    return node[name].string(limits::kRepairFactBytesMax).value_or("");
  };
  return {fact("kind"), fact("brand"), fact("model"), fact("code"), fact("symptom")};
}

template <class Enum>
Enum read_name(const Node& node, std::string_view (*name_of)(Enum), Enum last) {
  const std::string text = read_text(node);
  std::string choices;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
    const std::string_view name = name_of(static_cast<Enum>(i));
    if (name == text) return static_cast<Enum>(i);
    choices += (i == 0 ? "" : ", ") + std::string(name);
  }
  node.fail_not_one_of(choices);
  return Enum{};
}

void write_question(JsonWriter& out, const chat::RepairQuestion& question) {
  out.key("question").begin_object().field("about", question.about).field("text", question.text);
  out.key("options").begin_list();
  for (const chat::RepairOption& option : question.options) {
    out.begin_object().field("id", option.id).field("text", option.text).end_object();
  }
  out.end_list().field("may_skip", question.may_skip).end_object();
}

chat::RepairQuestion read_question(const Node& node) {
  chat::RepairQuestion question{read_text(node["about"]), read_text(node["text"]), {}, false};
  for (const Node& option : node["options"].items(limits::kRepairItemsMax)) {
    question.options.push_back({read_text(option["id"]), read_text(option["text"])});
  }
  question.may_skip = read_flag(node["may_skip"]);
  return question;
}

void write_code(JsonWriter& out, const chat::RepairCode& code) {
  out.key("code").begin_object().field("code", code.code).field("known", code.known);
  out.field("meaning", code.meaning).field("source", code.source);
  out.field("read_on", code.read_on).end_object();
}

chat::RepairCode read_code(const Node& node) {
  return {read_text(node["code"]), read_flag(node["known"]), read_text(node["meaning"]),
          read_text(node["source"]), read_text(node["read_on"])};
}

}  // namespace

void write_safety(JsonWriter& out, const chat::SafetyNotice& notice) {
  out.key("hazards").begin_list();
  for (const chat::Hazard& hazard : notice.hazards) {
    out.begin_object().field("id", hazard.id);
    out.field("level", chat::hazard_level_name(hazard.level)).field("found", hazard.found);
    out.field("title", hazard.title);
    write_texts(out, "actions", hazard.actions);
    out.end_object();
  }
  out.end_list();
}

chat::SafetyNotice read_safety(const Node& event) {
  chat::SafetyNotice notice;
  event["hazards"].required();
  for (const Node& node : event["hazards"].items(limits::kRepairItemsMax)) {
    notice.hazards.push_back(
        {read_text(node["id"]),
         read_name(node["level"], &chat::hazard_level_name, chat::HazardLevel::kStopNow),
         read_text(node["found"]), read_text(node["title"]), read_texts(node["actions"])});
  }
  return notice;
}

void write_repair_state(JsonWriter& out, const chat::RepairState& state) {
  out.field("language", state.language).field("stage", chat::repair_stage_name(state.stage));
  write_facts(out, state.facts);
  out.field("kind_name", state.kind_name).field("symptom_name", state.symptom_name);
  write_texts(out, "skipped", state.skipped);
  if (state.code) write_code(out, *state.code);
  if (state.question) write_question(out, *state.question);
  out.key("steps").begin_list();
  for (const chat::RepairStep& step : state.steps) {
    out.begin_object().field("id", step.id).field("text", step.text);
    out.field("by_model", step.by_model);
    out.field("result", chat::step_result_name(step.result)).end_object();
  }
  out.end_list();
  write_texts(out, "hand_over", state.hand_over);
  out.field("call_when", state.call_when);
}

chat::RepairState read_repair_state(const Node& event) {
  chat::RepairState state;
  state.language = read_text(event["language"]);
  state.stage = read_name(event["stage"], &chat::repair_stage_name, chat::RepairStage::kStopped);
  event["facts"].required();
  state.facts = read_facts(event["facts"]);
  state.kind_name = read_text(event["kind_name"]);
  state.symptom_name = read_text(event["symptom_name"]);
  state.skipped = read_texts(event["skipped"]);
  if (event["code"].present()) state.code = read_code(event["code"]);
  if (event["question"].present()) state.question = read_question(event["question"]);
  for (const Node& step : event["steps"].items(limits::kRepairItemsMax)) {
    state.steps.push_back(
        {read_text(step["id"]), read_text(step["text"]), read_flag(step["by_model"]),
         read_name(step["result"], &chat::step_result_name, chat::StepResult::kUnable)});
  }
  state.hand_over = read_texts(event["hand_over"]);
  state.call_when = read_text(event["call_when"]);
  return state;
}

chat::RepairAsk read_repair_ask(const Node& repair) {
  constexpr auto kFields = std::to_array<std::string_view>(
      {"language", "facts", "skip", "dangers", "step", "result", "read"});
  chat::RepairAsk ask;
  if (!repair.present()) return ask;
  repair.fail_unless_known(kFields);
  if (auto language = repair["language"].string()) {
    if (*language != "en" && *language != "ar") repair["language"].fail_not_one_of("en, ar");
    ask.language = std::move(*language);
  }
  if (repair["facts"].present()) ask.facts = read_facts(repair["facts"]);
  ask.skip = read_texts(repair["skip"]);
  if (repair["dangers"].present()) ask.dangers = read_texts(repair["dangers"]);
  ask.step = repair["step"].string(limits::kRepairFactBytesMax).value_or("");
  if (ask.step.empty()) return ask;
  ask.result = read_name(repair["result"], &chat::step_result_name, chat::StepResult::kUnable);
  return ask;
}

std::vector<chat::ImageUse> read_repair_pictures(const Node& repair) {
  std::vector<chat::ImageUse> uses;
  if (!repair.present()) return uses;
  for (const Node& text : repair["read"].items(limits::kRepairItemsMax)) {
    uses.push_back(
        {chat::ImageUse::kRead, text.string(limits::kRepairReadBytesMax).value_or(std::string())});
  }
  return uses;
}

Result<RepairSuggestion> parse_suggestion(std::string_view text) {
  const Result<JsonValue> tree = parse_json(text, "the suggestion");
  if (!tree) return tree.error();
  Problem problem("the suggestion");
  const Node node(*tree, problem);
  RepairSuggestion suggestion{read_text(node["explanation"]), read_texts(node["checks"])};
  if (const Error* error = problem.error()) return *error;
  return suggestion;
}

}  // namespace ponder::api
