#include "repair/suggestion.h"

#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/utf8.h"
#include "chat/message.h"
#include "chat/repair.h"
#include "chat/request.h"
#include "repair/flow.h"

namespace ponder::repair {
namespace {

constexpr std::size_t kWordsBytesMax = 1000;  // Of the user's words.

constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"explanation":{"type":"string","minLength":20,"maxLength":260},)"
    R"("checks":{"type":"array","maxItems":2,"items":{"type":"string","minLength":8,"maxLength":120}}},)"
    R"("required":["explanation","checks"],"additionalProperties":false})";

constexpr std::string_view kInstruction =
    "You help somebody with a household appliance. A program has already chosen safe steps. Answer "
    "as JSON with \"explanation\" (one or two plain sentences on what probably causes the trouble) "
    "and \"checks\" (at most two further things to look at or clean from outside, each one short "
    "sentence, or none). Nothing about opening the housing, wires, tools, gas, refrigerant or "
    "replacing parts. Do not repeat the steps.";

void add_line(std::string& text, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  ((text += name) += ": ") += value;
  text += '\n';
}

std::string case_in_words(const chat::RepairState& state, std::string_view words) {
  std::string text;
  add_line(text, "Appliance", state.kind_name);
  add_line(text, "Brand", state.facts.brand);
  if (state.code) {
    add_line(text, "Code", state.code->code);
    add_line(text, "Meaning of the code", state.code->meaning);
  }
  add_line(text, "Trouble", state.symptom_name);
  add_line(text, "The user says", utf8_begin(words, kWordsBytesMax));
  text += "Steps already chosen:\n";
  for (const chat::RepairStep& step : state.steps) text += "- " + step.text + "\n";
  if (state.language == "ar") text += "Write in Arabic.\n";
  return text;
}

}  // namespace

chat::TurnRequest suggestion_request(const Progress& progress, std::string_view model,
                                     std::string_view words) {
  chat::TurnRequest request;
  request.model = model;
  request.mode = chat::Mode::kInstant;
  request.messages = {chat::message_of(chat::Role::kSystem, std::string(kInstruction)),
                      chat::message_of(chat::Role::kUser, case_in_words(progress.state, words))};
  request.sampling.temperature = 0.0F;
  request.answer_form = {chat::AnswerForm::kJsonSchema, std::string(kSchema)};
  request.tokens_new_max = limits::kRepairTokensMax;
  request.budget = limits::kRepairModelTime;
  return request;
}

}  // namespace ponder::repair
