#include "modes/calibration.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace ponder::modes {
namespace {

constexpr std::array<AgreementStep, 2> kQwenCoder05 = {{{0.2F, 0.2F}, {1.0F, 0.8F}}};
constexpr std::array<AgreementStep, 2> kQwenCoder15 = {{{0.2F, 0.2F}, {1.0F, 0.8F}}};

struct Measured {
  std::string_view model;
  std::span<const AgreementStep> steps;
};
constexpr std::array<Measured, 2> kMeasured = {
    {{"qwen2.5-coder-0.5b", kQwenCoder05}, {"qwen2.5-coder-1.5b", kQwenCoder15}}};

}  // namespace

std::span<const AgreementStep> agreement_steps(std::string_view model) {
  const auto* found = std::ranges::find(kMeasured, model, &Measured::model);
  return found == kMeasured.end() ? std::span<const AgreementStep>() : found->steps;
}

float probability_of_right(std::string_view model, float agreement) {
  const auto steps = agreement_steps(model);
  if (steps.empty()) return 0.0F;
  float probability = steps.front().probability;
  for (const AgreementStep& step : steps) {
    if (step.from <= agreement) probability = step.probability;
  }
  return probability;
}

}  // namespace ponder::modes
