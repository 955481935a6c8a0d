#include "modes/calibration.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace ponder::modes {
namespace {

constexpr std::array<AgreementStep, 4> kQwenCoder05 = {{{0.142857F, 0.160635F},
                                                        {0.375000F, 0.366935F},
                                                        {0.571429F, 0.606299F},
                                                        {0.833333F, 0.637126F}}};
constexpr std::array<AgreementStep, 5> kQwenCoder15 = {{{0.200000F, 0.301887F},
                                                        {0.400000F, 0.509804F},
                                                        {0.600000F, 0.591549F},
                                                        {0.800000F, 0.842105F},
                                                        {0.833333F, 0.910714F}}};

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
