#include "modes/confidence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/tokens.h"
#include "generate/generator.h"

namespace ponder::modes {

void Confidence::add_token(double logprob) {
  ++tokens_;
  sum_ += logprob;
  group_.push_back(logprob);
  group_sum_ += logprob;
  if (group_.size() > window_) {
    group_sum_ -= group_.front();
    group_.pop_front();
  }
  if (group_.size() < window_) return;
  const double mean = group_sum_ / window_;
  lowest_ = std::min(lowest_.value_or(mean), mean);
}

void Confidence::add(const generate::BranchDelta& delta) {
  if (delta.logprobs.size() == delta.tokens) {
    for (const TokenLogprob& token : delta.logprobs) add_token(token.logprob);
    return;
  }
  for (std::uint32_t i = 0; i < delta.tokens; ++i) add_token(delta.logprob_sum / delta.tokens);
}

double Confidence::mean_logprob() const {
  return tokens_ == 0 ? 0.0 : sum_ / static_cast<double>(tokens_);
}

double Confidence::probability() const {
  return tokens_ == 0 ? 0.0 : std::exp(std::min(mean_logprob(), 0.0));
}

double percentile_of(std::vector<double> values, double percentile) {
  std::ranges::sort(values);
  const double place = percentile * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double part = place - static_cast<double>(below);
  return values[below] + (values[above] - values[below]) * part;
}

}  // namespace ponder::modes
