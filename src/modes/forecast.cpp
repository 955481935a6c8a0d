#include "modes/forecast.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "chat/event.h"

namespace ponder::modes {
namespace {

// A branch that is already longer than usual is expected to write this share of the usual length.
constexpr double kRestMin = 0.1;

double mean(const std::vector<std::uint64_t>& values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return sum / static_cast<double>(values.size());
}

// Tokens until so many of those that run are complete.
double expected_rest(const ForecastInput& input, double usual) {
  if (input.running.empty()) return 0.0;
  std::vector<double> rests;
  for (const std::uint64_t written : input.running) {
    const double rest = std::max(usual - static_cast<double>(written), kRestMin * usual);
    rests.push_back(std::min(rest, static_cast<double>(input.tokens_new_max)));
  }
  std::ranges::sort(rests);
  const bool needs_all = input.votes_needed == 0 || input.votes_needed > rests.size();
  return needs_all ? rests.back() : rests[input.votes_needed - 1];
}

double longest_rest(const ForecastInput& input) {
  if (input.running.empty()) return 0.0;
  const std::uint64_t least = *std::ranges::min_element(input.running);
  return static_cast<double>(input.tokens_new_max - std::min(input.tokens_new_max, least));
}

}  // namespace

chat::Forecast forecast(const ForecastInput& input) {
  const auto at = [&](double tokens) {
    const auto more_ms = static_cast<std::uint64_t>(std::llround(tokens * input.ms_per_token));
    const std::uint64_t end_ms = std::max<std::uint64_t>(1, input.now_ms + more_ms);
    return input.budget_ms ? std::max(input.now_ms, std::min(end_ms, *input.budget_ms)) : end_ms;
  };
  chat::Forecast result;
  const auto waves_max = static_cast<double>(input.waves_max);
  const auto tokens_max = static_cast<double>(input.tokens_new_max);
  result.latest_ms = std::max<std::uint64_t>(1, at(longest_rest(input) + waves_max * tokens_max));
  if (input.complete.empty()) return result;
  const double usual = std::min(mean(input.complete), tokens_max);
  const double waves = static_cast<double>(input.waves_expected) * usual;
  result.expected_ms = std::min(result.latest_ms, at(expected_rest(input, usual) + waves));
  return result;
}

}  // namespace ponder::modes
