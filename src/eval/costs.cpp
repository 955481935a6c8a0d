#include "eval/costs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "base/result.h"
#include "eval/file_text.h"

namespace ponder::eval {
namespace {

constexpr double kMsPerSecond = 1000.0;
constexpr std::uint64_t kBillion = 1'000'000'000;

Costs make(double prompt_rate, const std::vector<std::pair<std::uint32_t, double>>& rates) {
  Costs costs;
  costs.prompt_ms = kMsPerSecond / prompt_rate;
  for (const auto& [sequences, rate] : rates) {
    costs.decode.push_back({sequences, kMsPerSecond * sequences / rate});
  }
  return costs;
}

}  // namespace

double Costs::step_ms(std::size_t sequences) const {
  const auto n = static_cast<double>(sequences);
  DecodeCost below{0, 0.0};
  for (const DecodeCost& cost : decode) {
    if (cost.sequences == sequences) return cost.step_ms;
    if (cost.sequences > sequences) {
      if (below.sequences == 0) return cost.step_ms;  // No step is cheaper than the smallest.
      const double part = (n - below.sequences) / (cost.sequences - below.sequences);
      return below.step_ms + (cost.step_ms - below.step_ms) * part;
    }
    below = cost;
  }
  return below.step_ms * n / below.sequences;
}

Result<Costs> read_costs(const std::string& path) {
  const auto lines = read_lines(path);
  if (!lines) return lines.error();
  Costs costs;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    const auto tree = api::parse_json((*lines)[i], "the line");
    api::Problem problem("the line");
    if (!tree) {
      return invalid(path + ":" + std::to_string(i + 1) + ": " + tree.error().message);
    }
    const api::Node node(*tree, problem);
    const std::string what = node["bench"].string().value_or("");
    const double rate = node["tokens_per_second"].number(1e-6, 1e9).value_or(0.0);
    const auto sequences =
        static_cast<std::uint32_t>(node["sequences"].integer(1, 4096).value_or(1));
    if (problem.error() != nullptr) {
      return invalid(path + ":" + std::to_string(i + 1) + ": " + problem.error()->message);
    }
    if (what == "prefill" && rate > 0.0) costs.prompt_ms = kMsPerSecond / rate;
    if (what == "decode" && rate > 0.0) {
      costs.decode.push_back({sequences, kMsPerSecond * sequences / rate});
    }
  }
  std::ranges::sort(costs.decode, {}, &DecodeCost::sequences);
  if (costs.prompt_ms <= 0.0 || costs.decode.empty()) {
    return invalid(path + " has no \"" + (costs.decode.empty() ? "decode" : "prefill") +
                   "\" measurement: give what `ponder bench --json` prints");
  }
  return costs;
}

const Costs& costs_of_two_cores(std::uint64_t parameters) {
  static const Costs half_billion = make(46.0, {{1, 20.5}, {4, 24.5}, {8, 24.7}, {16, 30.2}});
  static const Costs one_and_a_half = make(21.5, {{1, 9.4}, {4, 12.3}, {8, 10.5}, {16, 14.7}});
  return parameters >= kBillion ? one_and_a_half : half_billion;
}

}  // namespace ponder::eval
