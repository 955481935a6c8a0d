#include "eval/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

namespace ponder::eval {
namespace {

constexpr double kZ = 1.959963984540054;  // Of 95 %.

// 95 % of what `statistic` gives for resampled indices.
Interval bootstrap(std::size_t n, std::uint64_t seed, std::size_t resamples,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  std::mt19937_64 random(seed);
  std::vector<double> values;
  values.reserve(resamples);
  std::vector<std::size_t> drawn(n);
  for (std::size_t round = 0; round < resamples; ++round) {
    for (std::size_t& index : drawn) index = random() % n;
    values.push_back(statistic(drawn));
  }
  std::ranges::sort(values);
  const auto at = [&values](double share) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
    return values[place];
  };
  return {at(0.025), at(0.975)};
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

constexpr double kPoolWeightMin = 4.0;

// Neighbouring forecasts of isotonic regression.
struct Pool {
  double from = 0.0;
  std::size_t count = 0;
  double weight = 0.0, came_true = 0.0;
  double share() const { return came_true / weight; }
};

void join_with_next(std::vector<Pool>& pools, std::size_t i) {
  const Pool next = pools[i + 1];
  pools[i].count += next.count;
  pools[i].weight += next.weight;
  pools[i].came_true += next.came_true;
  pools.erase(pools.begin() + static_cast<std::ptrdiff_t>(i + 1));
}

void join_small(std::vector<Pool>& pools) {
  for (std::size_t i = 0; i < pools.size() && pools.size() > 1;) {
    if (pools[i].weight >= kPoolWeightMin) {
      ++i;
    } else {
      join_with_next(pools, i + 1 < pools.size() ? i : --i);
    }
  }
}

}  // namespace

Interval wilson(std::size_t right, std::size_t n) {
  if (n == 0) return {0.0, 1.0};
  const auto trials = static_cast<double>(n);
  const double share = static_cast<double>(right) / trials;
  const double scale = 1.0 + kZ * kZ / trials;
  const double middle = (share + kZ * kZ / (2.0 * trials)) / scale;
  const double reach =
      kZ / scale * std::sqrt(share * (1.0 - share) / trials + kZ * kZ / (4.0 * trials * trials));
  return {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

PairedDifference paired_difference(const std::vector<double>& a, const std::vector<double>& b,
                                   std::uint64_t seed, std::size_t resamples) {
  if (a.empty()) return {};
  const auto count = static_cast<double>(a.size());
  PairedDifference out;
  out.mean = (sum_of(a) - sum_of(b)) / count;
  out.interval = bootstrap(a.size(), seed, resamples, [&](const std::vector<std::size_t>& drawn) {
    double sum = 0.0;
    for (const std::size_t i : drawn) sum += a[i] - b[i];
    return sum / count;
  });
  return out;
}

PairedDifference paired_ratio(const std::vector<double>& a, const std::vector<double>& b,
                              std::uint64_t seed, std::size_t resamples) {
  const double below = sum_of(b);
  if (a.empty() || below <= 0.0) return {};
  PairedDifference out;
  out.mean = sum_of(a) / below;
  out.interval = bootstrap(a.size(), seed, resamples, [&](const std::vector<std::size_t>& drawn) {
    double sum_a = 0.0;
    double sum_b = 0.0;
    for (const std::size_t i : drawn) {
      sum_a += a[i];
      sum_b += b[i];
    }
    return sum_b > 0.0 ? sum_a / sum_b : 0.0;
  });
  return out;
}

double mcnemar(std::size_t only_a, std::size_t only_b) {
  const std::size_t n = only_a + only_b;
  const std::size_t fewer = std::min(only_a, only_b);
  double term = std::pow(0.5, static_cast<double>(n));
  double tail = 0.0;
  for (std::size_t k = 0; k <= fewer; ++k) {
    tail += term;
    term *= static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  return std::min(1.0, 2.0 * tail);
}

double brier(const std::vector<Forecast>& forecasts) {
  if (forecasts.empty()) return 0.0;
  double sum = 0.0;
  for (const Forecast& forecast : forecasts) {
    const double error = forecast.probability - (forecast.came_true ? 1.0 : 0.0);
    sum += error * error;
  }
  return sum / static_cast<double>(forecasts.size());
}

std::vector<CalibrationStep> isotonic(std::vector<Forecast> forecasts) {
  std::ranges::sort(forecasts, {}, &Forecast::probability);
  std::vector<Pool> pools;
  for (const Forecast& forecast : forecasts) {
    // Equal forecasts are one pool from the beginning.
    const bool is_same = !pools.empty() && forecast.probability <= pools.back().from;
    if (!is_same) pools.push_back({forecast.probability});
    ++pools.back().count;
    pools.back().weight += forecast.weight;
    if (forecast.came_true) pools.back().came_true += forecast.weight;
    const bool ends_group =
        &forecast == &forecasts.back() || (&forecast + 1)->probability > forecast.probability;
    while (ends_group && pools.size() > 1 &&
           pools[pools.size() - 2].share() >= pools.back().share()) {
      join_with_next(pools, pools.size() - 2);
    }
  }
  join_small(pools);
  std::vector<CalibrationStep> steps;
  for (const Pool& pool : pools) {
    const double shrunk = (pool.came_true + 1.0) / (pool.weight + 2.0);
    if (!steps.empty() && shrunk <= steps.back().probability) {
      steps.back().count += pool.count;
    } else {
      steps.push_back({pool.from, shrunk, pool.count});
    }
  }
  return steps;
}

double calibrated(const std::vector<CalibrationStep>& steps, double forecast) {
  double probability = steps.front().probability;
  for (const CalibrationStep& step : steps) {
    if (step.from <= forecast) probability = step.probability;
  }
  return probability;
}

std::vector<ReliabilityBin> reliability(const std::vector<Forecast>& forecasts, std::size_t bins) {
  std::vector<ReliabilityBin> all(bins);
  for (const Forecast& forecast : forecasts) {
    const double clamped = std::clamp(forecast.probability, 0.0, 1.0);
    const auto place = static_cast<std::size_t>(clamped * static_cast<double>(bins));
    ReliabilityBin& bin = all[std::min(place, bins - 1)];
    ++bin.count;
    bin.mean_forecast += clamped;
    if (forecast.came_true) ++bin.came_true;
  }
  std::erase_if(all, [](const ReliabilityBin& bin) { return bin.count == 0; });
  for (ReliabilityBin& bin : all) bin.mean_forecast /= static_cast<double>(bin.count);
  return all;
}

double mean_of(const std::vector<double>& values) {
  return values.empty() ? 0.0 : sum_of(values) / static_cast<double>(values.size());
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0.0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

}  // namespace ponder::eval
