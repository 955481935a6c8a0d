#include "modes/solo_rate.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ratio>
#include <vector>

#include "chat/event.h"
#include "modes/clock.h"

namespace ponder::modes {
namespace {

constexpr std::uint64_t kStepsMin = 8;

struct Point {
  double agents = 0.0;
  double step_ms = 0.0;
  double steps = 0.0;
};

// At one agent.
std::optional<double> on_the_line(const std::vector<Point>& points) {
  double steps = 0.0;
  double mean_agents = 0.0;
  double mean_ms = 0.0;
  double shortest_ms = points.front().step_ms;
  for (const Point& point : points) {
    steps += point.steps;
    mean_agents += point.steps * point.agents;
    mean_ms += point.steps * point.step_ms;
    shortest_ms = std::min(shortest_ms, point.step_ms);
  }
  mean_agents /= steps;
  mean_ms /= steps;
  double spread = 0.0;
  double rise = 0.0;
  for (const Point& point : points) {
    const double beside = point.agents - mean_agents;
    spread += point.steps * beside * beside;
    rise += point.steps * beside * (point.step_ms - mean_ms);
  }
  const double slope = rise / spread;
  const double start = mean_ms - slope * mean_agents;
  const double alone = start + slope;
  if (slope < 0.0 || start < 0.0 || alone <= 0.0) return std::nullopt;
  return std::min(alone, shortest_ms);
}

}  // namespace

void SoloRate::forget_times() {
  for (auto& [agent, running] : running_) running.last.reset();
}

void SoloRate::start(chat::BranchId agent) {
  forget_times();
  running_[agent] = {};
}

void SoloRate::end(chat::BranchId agent) {
  forget_times();
  running_.erase(agent);
}

void SoloRate::see(chat::BranchId agent, std::uint32_t tokens, TimePoint now) {
  Running& running = running_[agent];
  if (!running.has_written) forget_times();
  running.has_written = true;
  const bool all_write =
      std::ranges::all_of(running_, [](const auto& one) { return one.second.has_written; });
  if (!all_write) return;
  if (running.last) {
    Steps& steps = steps_[running_.size()];
    steps.tokens += tokens;
    steps.ms += std::chrono::duration<double, std::milli>(now - *running.last).count();
  }
  running.last = now;
}

std::optional<double> SoloRate::ms_per_token() const {
  std::vector<Point> points;
  for (const auto& [agents, seen] : steps_) {
    if (seen.tokens < kStepsMin * agents) continue;
    const auto tokens = static_cast<double>(seen.tokens);
    const double step_ms = seen.ms / tokens;
    if (agents == 1) return step_ms;
    const auto count = static_cast<double>(agents);
    points.push_back({count, step_ms, tokens / count});
  }
  if (points.size() < 2) return std::nullopt;
  return on_the_line(points);
}

}  // namespace ponder::modes
