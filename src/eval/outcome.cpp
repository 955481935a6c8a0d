#include "eval/outcome.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_tree.h"
#include "api/json_write.h"
#include "base/result.h"
#include "chat/reduce.h"
#include "eval/json_line.h"
#include "eval/problem.h"
#include "eval/statistics.h"
#include "modes/answer_watcher.h"
#include "modes/normalise.h"
#include "modes/text.h"

namespace ponder::eval {
namespace {

constexpr std::size_t kAnswerShownMax = 200;
constexpr std::uint64_t kResampleSeed = 1;

std::string_view last_line(std::string_view text) {
  text = modes::trimmed(text);
  const std::size_t at = text.rfind('\n');
  return at == std::string_view::npos ? text : modes::trimmed(text.substr(at + 1));
}

std::string last_number(const std::string& text) {
  const std::size_t end = text.find_last_of("0123456789");
  if (end == std::string::npos) return {};
  const std::size_t before = text.find_last_not_of("0123456789.,/-", end);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return text.substr(begin, end + 1 - begin);
}

// A way's outcomes on one problem, averaged where it was tried more than once.
struct Mean {
  double right = 0.0, failed = 0.0, wall_ms = 0.0, first_token_ms = 0.0, tokens = 0.0;
  double tokens_saved = 0.0, agents_started = 0.0, agents_used = 0.0;
  double agreement = 0.0, votes = 0.0;  // The sum over those with a vote, and their number.
  double tries = 0.0;

  void add(const Outcome& outcome) {
    right += outcome.right ? 1.0 : 0.0;
    failed += outcome.error.empty() ? 0.0 : 1.0;
    wall_ms += outcome.wall_ms;
    first_token_ms += outcome.first_token_ms;
    tokens += static_cast<double>(outcome.tokens);
    tokens_saved += static_cast<double>(outcome.tokens_saved);
    agents_started += outcome.agents_started;
    agents_used += outcome.agents_used;
    agreement += outcome.agreement;
    votes += outcome.agreement > 0.0 ? 1.0 : 0.0;
    tries += 1.0;
  }
  double of(double Mean::* field) const { return this->*field / tries; }
};
using Means = std::map<std::uint64_t, Mean>;  // By problem.

Means means_of(const std::vector<Outcome>& outcomes, const std::string& way) {
  Means means;
  for (const Outcome& outcome : outcomes) {
    if (outcome.way == way) means[outcome.problem].add(outcome);
  }
  return means;
}

std::vector<double> column(const Means& means, double Mean::* field) {
  std::vector<double> values;
  values.reserve(means.size());
  for (const auto& [number, mean] : means) values.push_back(mean.of(field));
  return values;
}

Summary summary_of(const std::string& way, const Means& means) {
  Summary out;
  out.way = way;
  out.problems = means.size();
  out.accuracy = mean_of(column(means, &Mean::right));
  const auto right = std::lround(out.accuracy * static_cast<double>(out.problems));
  out.interval = wilson(static_cast<std::size_t>(right), out.problems);
  const std::vector<double> walls = column(means, &Mean::wall_ms);
  out.wall_ms = mean_of(walls);
  out.wall_ms_median = median_of(walls);
  out.first_token_ms = mean_of(column(means, &Mean::first_token_ms));
  out.tokens = mean_of(column(means, &Mean::tokens));
  out.tokens_saved = mean_of(column(means, &Mean::tokens_saved));
  out.agents_started = mean_of(column(means, &Mean::agents_started));
  out.agents_used = mean_of(column(means, &Mean::agents_used));
  double agreement = 0.0;
  double votes = 0.0;
  for (const auto& [number, mean] : means) {
    agreement += mean.agreement;
    votes += mean.votes;
    if (mean.failed > 0.0) ++out.failed;
  }
  out.agreement = votes > 0.0 ? agreement / votes : 0.0;
  return out;
}

void compare(Summary& summary, const Means& mine, const Means& baseline) {
  constexpr double kHalf = 0.5;
  std::vector<double> right, right_there, wall, wall_there;
  for (const auto& [number, mean] : mine) {
    const auto there = baseline.find(number);
    if (there == baseline.end()) continue;
    right.push_back(mean.of(&Mean::right));
    right_there.push_back(there->second.of(&Mean::right));
    wall.push_back(mean.of(&Mean::wall_ms));
    wall_there.push_back(there->second.of(&Mean::wall_ms));
    if (right.back() > kHalf && right_there.back() <= kHalf) ++summary.only_this;
    if (right.back() <= kHalf && right_there.back() > kHalf) ++summary.only_baseline;
  }
  summary.pairs = right.size();
  summary.gain = paired_difference(right, right_there, kResampleSeed);
  summary.p_value = mcnemar(summary.only_this, summary.only_baseline);
  summary.time_ratio = paired_ratio(wall, wall_there, kResampleSeed);
}

}  // namespace

std::string encode_outcome(const Outcome& outcome) {
  api::JsonWriter out;
  out.begin_object()
      .field("problem", outcome.problem)
      .field("mode", outcome.way)
      .field("answer", outcome.answer)
      .field("right", outcome.right)
      .field("wall_ms", outcome.wall_ms)
      .field("first_token_ms", outcome.first_token_ms)
      .field("tokens", outcome.tokens)
      .field("tokens_saved", outcome.tokens_saved)
      .field("agents_started", outcome.agents_started)
      .field("agents_used", outcome.agents_used)
      .field("agreement", outcome.agreement);
  if (!outcome.error.empty()) out.field("error", outcome.error);
  out.end_object();
  return out.take();
}

Result<Outcome> decode_outcome(std::string_view line) {
  const auto tree = api::parse_json(line, "the line");
  if (!tree) return tree.error();
  api::Problem problem("the line");
  const api::Node node(*tree, problem);
  const auto number = [&node](std::string_view field) {
    return node[field].number(0.0, 1e15).value_or(0.0);
  };
  Outcome outcome;
  outcome.problem = count_of<std::uint64_t>(node["problem"]);
  outcome.way = text_of(node["mode"]);
  outcome.answer = node["answer"].string().value_or("");
  if (const auto expected = node["expected"].string()) {
    outcome.answer = answer_in(outcome.answer);
    outcome.right = !outcome.answer.empty() && is_right(outcome.answer, *expected);
  } else {
    node["right"].required();
    outcome.right = node["right"].boolean().value_or(false);
  }
  outcome.wall_ms = number("wall_ms");
  outcome.first_token_ms = number("first_token_ms");
  outcome.tokens = count_of<std::uint64_t>(node["tokens"]);
  outcome.tokens_saved = count_of<std::uint64_t>(node["tokens_saved"]);
  outcome.agents_started = count_of<std::uint32_t>(node["agents_started"]);
  outcome.agents_used = count_of<std::uint32_t>(node["agents_used"]);
  outcome.agreement = number("agreement");
  outcome.error = node["error"].string().value_or("");
  if (problem.error() != nullptr) return error_of(problem);
  return outcome;
}

std::string answer_in(const std::string& text) {
  if (auto box = modes::last_boxed(text)) return *std::move(box);
  if (modes::trimmed(text).size() <= kAnswerShownMax) return std::string(modes::trimmed(text));
  const std::string_view line = last_line(text);
  if (modes::normalise(line).kind != modes::Normalised::Kind::kText) return std::string(line);
  const std::string number = last_number(text);
  return number.empty() ? std::string(line) : number;
}

Outcome outcome_of(const chat::TurnState& state, const Problem& problem, std::string way) {
  Outcome outcome;
  outcome.problem = problem.number;
  outcome.way = std::move(way);
  const std::string answer = answer_in(chat::answer_text(state));
  outcome.answer = modes::excerpt(answer, kAnswerShownMax);
  outcome.right = !state.error && !answer.empty() && is_right(answer, problem.answer);
  const chat::Report& report = state.report;
  outcome.wall_ms = static_cast<double>(report.wall_ms);
  outcome.first_token_ms = static_cast<double>(report.first_token_ms);
  outcome.tokens = report.tokens_spent;
  outcome.tokens_saved = report.tokens_saved;
  outcome.agents_started = report.agents_started;
  outcome.agents_used = report.agents_used;
  outcome.agreement = static_cast<double>(report.agreement);
  if (state.error) outcome.error = state.error->message;
  return outcome;
}

std::vector<Summary> summarise(const std::vector<Outcome>& outcomes, const std::string& baseline) {
  std::vector<std::string> ways;
  for (const Outcome& outcome : outcomes) {
    if (std::ranges::find(ways, outcome.way) == ways.end()) ways.push_back(outcome.way);
  }
  if (ways.empty()) return {};
  const bool is_known = std::ranges::find(ways, baseline) != ways.end();
  const std::string& first = is_known ? baseline : ways.front();
  const auto reference = means_of(outcomes, first);
  std::vector<Summary> summaries;
  for (const std::string& way : ways) {
    const auto mine = means_of(outcomes, way);
    summaries.push_back(summary_of(way, mine));
    if (way != first) compare(summaries.back(), mine, reference);
  }
  return summaries;
}

std::vector<Forecast> agreement_forecasts(const std::vector<Outcome>& outcomes,
                                          const std::string& way, Half half) {
  const auto counts = [&](const Outcome& outcome) {
    return outcome.way == way && outcome.agents_used >= 2 && outcome.agreement > 0.0 &&
           is_in_half(outcome.problem, half);
  };
  std::map<std::uint64_t, double> tries;
  for (const Outcome& outcome : outcomes) {
    if (counts(outcome)) ++tries[outcome.problem];
  }
  std::vector<Forecast> forecasts;
  for (const Outcome& outcome : outcomes) {
    if (!counts(outcome)) continue;
    forecasts.push_back({outcome.agreement, outcome.right, 1.0 / tries[outcome.problem]});
  }
  return forecasts;
}

Calibration calibrate(const std::vector<Outcome>& outcomes, const std::string& way) {
  const auto fitted = agreement_forecasts(outcomes, way, Half::kEven);
  auto judged = agreement_forecasts(outcomes, way, Half::kOdd);
  Calibration calibration;
  if (fitted.empty() || judged.empty()) return calibration;
  calibration.steps = isotonic(fitted);
  calibration.brier_shown = brier(judged);
  for (Forecast& forecast : judged) {
    forecast.probability = calibrated(calibration.steps, forecast.probability);
  }
  calibration.brier_calibrated = brier(judged);
  calibration.judged = std::move(judged);
  return calibration;
}

}  // namespace ponder::eval
