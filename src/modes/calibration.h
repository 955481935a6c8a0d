// What agreement was worth where it was measured: how often a number that agents voted for was
// right. Isotonic regression (Zadrozny and Elkan 2002) on recorded answers to school arithmetic
// (bench/contemplating/recordings); tests/unit/eval/calibration_table_test.cpp makes the tables
// anew from the recordings. On other questions it is a hint, not a promise.
#pragma once

#include <span>
#include <string_view>

namespace ponder::modes {

// From this agreement on (0 to 1), answers were right with this probability.
struct AgreementStep {
  float from = 0.0F;
  float probability = 0.0F;
};

// Steps in the order of their beginnings, never falling; empty for a model that was not measured.
std::span<const AgreementStep> agreement_steps(std::string_view model);

// Of a vote of two and more answers; below the first step, that one's. 0: not measured.
float probability_of_right(std::string_view model, float agreement);

}  // namespace ponder::modes
