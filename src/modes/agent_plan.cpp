#include "modes/agent_plan.h"

#include <cstdint>

#include "chat/request.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/strategy.h"
#include "modes/turn.h"

namespace ponder::modes {

AgentForm form_of(const chat::TurnRequest& request, const generate::Capabilities& capabilities,
                  const Strategy& strategy) {
  const bool is_large = capabilities.parameters >= kLargeModelParameters;
  AgentForm form;
  form.has_marker = wants_marker(request);
  form.is_json = request.answer_form.kind == chat::AnswerForm::kJsonObject ||
                 request.answer_form.kind == chat::AnswerForm::kJsonSchema;
  form.window = is_large ? strategy.window_large : strategy.window_small;
  form.has_confidence = capabilities.logprobs;
  form.checks_arithmetic = form.has_marker && strategy.checks_arithmetic;
  form.stop = request.stop;
  form.lane.is_split = form.has_marker && !capabilities.native_reasoning;
  return form;
}

generate::BranchSpec branch_of(std::uint32_t k, const chat::TurnRequest& request,
                               const generate::Capabilities& capabilities, const Strategy& strategy,
                               std::uint64_t seed_base) {
  generate::BranchSpec spec;
  if (wants_marker(request)) {
    spec.user_suffix = closing_request(capabilities);
    spec.user_suffix += style_of(k, capabilities.parameters).hint;
  }
  spec.sampling = sampling_of(k, strategy, capabilities.parameters, request.sampling, seed_base);
  spec.tokens_new_max = request.tokens_new_max;
  spec.stop = request.stop;
  if (capabilities.logprobs) spec.logprobs_top = 0;
  return spec;
}

}  // namespace ponder::modes
