// What one way of answering made of one problem, and sums over many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/reduce.h"
#include "eval/problem.h"
#include "eval/statistics.h"

namespace ponder::eval {

struct Outcome {
  std::uint64_t problem = 0;
  std::string way;  // "greedy", "contemplating:8", a policy's name.
  std::string answer;
  bool right = false;
  double wall_ms = 0.0;
  double first_token_ms = 0.0;
  std::uint64_t tokens = 0;        // Written.
  std::uint64_t tokens_saved = 0;  // As the report estimates them.
  std::uint32_t agents_started = 0, agents_used = 0;
  double agreement = 0.0;  // 0: there was no vote.
  std::string error;       // Empty: the turn ended well. An error counts as wrong.
  bool operator==(const Outcome&) const = default;
};

std::string encode_outcome(const Outcome& outcome);
// A line with "expected" instead of "right" is scored here: another program made it. Error
// kInvalid: names the field.
Result<Outcome> decode_outcome(std::string_view line);

// Of a turn that is over, as its report says.
Outcome outcome_of(const chat::TurnState& state, const Problem& problem, std::string way);

// The answer in a text: its last box; of a long text the last line, or its last number where that
// line states no value.
std::string answer_in(const std::string& text);

struct Summary {
  std::string way;
  std::size_t problems = 0;  // Each counts once: tries of the same one are averaged.
  std::size_t failed = 0;    // Of those: with a turn that ended with an error.
  double accuracy = 0.0;     // The share that is right.
  Interval interval;         // Wilson's, of the accuracy.
  double wall_ms = 0.0, wall_ms_median = 0.0, first_token_ms = 0.0;  // Means.
  double tokens = 0.0, tokens_saved = 0.0, agents_started = 0.0, agents_used = 0.0;
  double agreement = 0.0;  // Mean where there was a vote.

  // Against the baseline, over the problems that both have. The baseline has 0 `pairs`.
  std::size_t pairs = 0;
  PairedDifference gain;  // Of the share that is right.
  std::size_t only_this = 0, only_baseline = 0;
  double p_value = 1.0;  // McNemar's.
  PairedDifference time_ratio;
};

// One summary a way, in the order in which the ways first occur. The baseline is the way of that
// name, or the first one.
std::vector<Summary> summarise(const std::vector<Outcome>& outcomes,
                               const std::string& baseline = "greedy");

// Agreement as a forecast of being right: votes of two and more agents only, of one half's
// problems.
std::vector<Forecast> agreement_forecasts(const std::vector<Outcome>& outcomes,
                                          const std::string& way, Half half = Half::kAll);

// Agreement made a probability: fitted on the even problems, judged on the odd ones.
struct Calibration {
  std::vector<CalibrationStep> steps;  // Isotonic; empty where one of the halves has no vote.
  double brier_shown = 0.0;            // Of the agreement itself, on the odd problems...
  double brier_calibrated = 0.0;       // ...and of the probability.
  std::vector<Forecast> judged;        // The probabilities of the odd problems.
};
Calibration calibrate(const std::vector<Outcome>& outcomes, const std::string& way);

}  // namespace ponder::eval
