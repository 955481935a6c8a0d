#include "repair/answer.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "chat/repair.h"
#include "chat/safety.h"
#include "repair/flow.h"
#include "repair/hazards.h"
#include "repair/wording.h"

namespace ponder::repair {
namespace {

std::string said(std::string_view name, const chat::RepairState& state) {
  return wording(name, state.language, {});
}

std::string listed_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "- " + line + "\n";
  return text;
}

std::string dangers_of(const chat::SafetyNotice& notice) {
  std::string text;
  for (const chat::Hazard& hazard : notice.hazards) {
    text += "**\u26a0 " + hazard.title + "**\n\n" + listed_lines(hazard.actions) + "\n";
  }
  return text;
}

std::string code_in_answer(const chat::RepairState& state) {
  if (!state.code || state.code->meaning.empty()) return {};
  const chat::RepairCode& code = *state.code;
  if (!code.known) return code.meaning + "\n\n";
  std::string text = "**" + code.code + "**";
  if (!state.facts.brand.empty()) text += " (" + state.facts.brand + ")";
  return text + ": " + code.meaning + " [" + said("source", state) + "](" + code.source + "), " +
         wording("read_on", state.language, {{"date", code.read_on}}) + ".\n\n";
}

std::string question_in_answer(const chat::RepairState& state) {
  if (!state.question) return {};
  std::string text = state.question->text + "\n";
  if (!state.question->options.empty()) text += "\n";
  for (const chat::RepairOption& option : state.question->options)
    text += "- " + option.text + "\n";
  if (state.question->about == "dangers") text += "- " + said("none_of_these", state) + "\n";
  return text + "\n";
}

std::string steps_in_answer(const chat::RepairState& state) {
  std::string text = "**" + said("steps", state) + "**\n\n";
  std::size_t number = 0;
  for (const chat::RepairStep& step : state.steps) {
    text += std::to_string(++number) + ". " + step.text + "\n";
  }
  return text + "\n" + said("step_first", state) + "\n\n";
}

std::string end_in_answer(const chat::RepairState& state) {
  std::string text;
  if (state.steps.empty()) text += said("professional_only", state) + "\n\n";
  text += said("professional", state) + "\n\n" + listed_lines(state.hand_over) + "\n";
  return text;
}

// Sentences that a model may say; the others are left out.
std::string allowed_sentences(const std::string& text) {
  std::string allowed;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find_first_of(".!?\n", at);
    end = end == std::string::npos ? text.size() : end + 1;
    const std::string sentence = text.substr(at, end - at);
    if (may_be_suggested(sentence)) allowed += sentence;
    at = end;
  }
  const std::size_t first = allowed.find_first_not_of(" \n");
  return first == std::string::npos ? std::string() : allowed.substr(first);
}

}  // namespace

std::string answer_of(const Progress& progress) {
  const chat::RepairState& state = progress.state;
  std::string text = dangers_of(progress.notice);
  if (state.stage != chat::RepairStage::kStopped) text += code_in_answer(state);
  if (state.stage == chat::RepairStage::kSteps) text += steps_in_answer(state);
  if (state.stage == chat::RepairStage::kSolved) text += said("solved", state) + "\n\n";
  if (state.stage == chat::RepairStage::kProfessional) text += end_in_answer(state);
  text += question_in_answer(state);
  if (state.stage == chat::RepairStage::kSteps) text += state.call_when + "\n";
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string addition_of(const Progress& progress, const std::string& explanation,
                        const std::vector<std::string>& checks) {
  const std::string allowed = allowed_sentences(explanation);
  if (allowed.empty() && checks.empty()) return {};
  std::string text = "\n\n*" + said("model_words", progress.state) + "*: " + allowed;
  if (!checks.empty()) text += "\n\n" + listed_lines(checks);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace ponder::repair
