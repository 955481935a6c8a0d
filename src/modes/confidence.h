// How sure one trace is: the mean log-probability of its tokens, whole and by group.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "generate/generator.h"

namespace ponder::modes {

class Confidence {
 public:
  // A group is `window` tokens in a row; at least 1.
  explicit Confidence(std::uint32_t window) : window_(window) {}

  // Where a delta has the logprob of each token, groups move by one token; else its sum is spread
  // evenly over its tokens.
  void add(const generate::BranchDelta& delta);

  std::uint64_t tokens() const { return tokens_; }
  double mean_logprob() const;  // 0 without tokens.
  double probability() const;   // exp(mean_logprob()), 0 to 1; 0 without tokens.

  // The lowest mean of a full group so far.
  std::optional<double> lowest_group() const { return lowest_; }
  // The same for a finished trace; one shorter than a group is a group of its own.
  double lowest_of_finished() const { return lowest_.value_or(mean_logprob()); }

 private:
  void add_token(double logprob);

  std::uint32_t window_;
  std::uint64_t tokens_ = 0;
  double sum_ = 0.0;
  std::deque<double> group_;
  double group_sum_ = 0.0;
  std::optional<double> lowest_;
};

// The value below which `percentile` (0 to 1) of `values` lie, interpolated. `values` not empty.
double percentile_of(std::vector<double> values, double percentile);

}  // namespace ponder::modes
