#include "repair/hand_over.h"

#include <string>
#include <string_view>
#include <vector>

#include "chat/repair.h"
#include "repair/flow.h"
#include "repair/wording.h"

namespace ponder::repair {

std::vector<std::string> hand_over(const chat::RepairState& state) {
  std::vector<std::string> lines;
  if (state.stage != chat::RepairStage::kProfessional) return lines;
  const auto say = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) lines.push_back(wording(name, state.language, {}) + ": " + value);
  };
  say("fact_kind", state.kind_name);
  say("fact_brand", state.facts.brand);
  say("fact_model", state.facts.model);
  const bool known = state.code && state.code->known;
  say("fact_code", state.facts.code + (known ? " (" + state.code->meaning + ")" : ""));
  say("fact_symptom", state.symptom_name);
  for (const chat::RepairStep& step : state.steps) {
    const bool prepared = step.id == kUnplug && step.result != chat::StepResult::kUnable;
    if (step.result == chat::StepResult::kOpen || prepared) continue;
    say("fact_tried",
        step.text + " (" + wording(chat::step_result_name(step.result), state.language, {}) + ")");
  }
  return lines;
}

}  // namespace ponder::repair
