// Shares, their differences and their uncertainty. Pure functions; what is random is determined by
// a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ponder::eval {

struct Interval {
  double low = 0.0, high = 0.0;
  bool operator==(const Interval&) const = default;
};

// Wilson's 95 % interval of a share: `right` of `n`. Without trials: all of 0 to 1.
Interval wilson(std::size_t right, std::size_t n);

// What pairs of trials differ by. Of each pair: the value of one way and of the other.
struct PairedDifference {
  double mean = 0.0;  // Of a - b.
  Interval interval;  // 95 %, by resampling the pairs.
};
// Both lists have the same length. An empty one gives 0 with the interval 0 to 0.
PairedDifference paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                                   std::uint64_t seed, std::size_t resamples = 10000);

// The ratio of two sums over the same trials (wall times): sum(a) / sum(b), with its 95 % interval
// by resampling. 0 where b's sum is 0.
PairedDifference paired_ratio(const std::vector<double>& a, const std::vector<double>& b,
                              std::uint64_t seed, std::size_t resamples = 10000);

// McNemar's exact two-sided test: the probability of a split at least as uneven as this one where
// neither way is better. `only_a`: pairs in which a alone was right.
double mcnemar(std::size_t only_a, std::size_t only_b);

// A forecast and what came of it.
struct Forecast {
  double probability = 0.0;
  bool came_true = false;
  double weight = 1.0;  // Several tries of one problem count as one.
};

// Mean squared error of the forecasts; 0 without any.
double brier(const std::vector<Forecast>& forecasts);

// A step function that never falls: what share of forecasts of at least `from` came true.
struct CalibrationStep {
  double from = 0.0;
  double probability = 0.0;
  std::size_t count = 0;
};
// Isotonic regression by pooling adjacent violators; each pool's weighted share is shrunk towards
// one half by one success and one failure, so that few trials never claim certainty. Pools of fewer
// than four trials are joined with their neighbour.
std::vector<CalibrationStep> isotonic(std::vector<Forecast> forecasts);
// Between the steps' beginnings; before the first one: the first one's. `steps` not empty.
double calibrated(const std::vector<CalibrationStep>& steps, double forecast);

// Forecasts of one bin of a reliability chart.
struct ReliabilityBin {
  double mean_forecast = 0.0;
  std::size_t count = 0;
  std::size_t came_true = 0;
};
// `bins` of equal width over 0 to 1; empty ones are left out.
std::vector<ReliabilityBin> reliability(const std::vector<Forecast>& forecasts, std::size_t bins);

double mean_of(const std::vector<double>& values);  // 0 without any.
double median_of(std::vector<double> values);       // Likewise.

}  // namespace ponder::eval
