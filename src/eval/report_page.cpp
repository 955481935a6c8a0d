#include "eval/report_page.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.h"
#include "eval/chart.h"
#include "eval/outcome.h"
#include "eval/statistics.h"

namespace ponder::eval {
namespace {

constexpr std::size_t kReliabilityBins = 8;
constexpr double kMsPerSecond = 1000.0;

constexpr std::string_view kStyle = R"(<style>
:root { color-scheme: light dark; --ink: #1d2330; --dim: #667085; --rule: #e4e7ec; --ground: #ffffff;
  --accent: #0f766e; --mark: #8a94a6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --dim: #98a2b3; --rule: #2b313d;
  --ground: #14171d; --accent: #2dd4bf; --mark: #7b8596; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
p, figcaption { color: var(--dim); margin: .25rem 0; max-width: 46rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .4rem .6rem; border-bottom: 1px solid var(--rule);
  white-space: nowrap; }
th { color: var(--dim); font-weight: 500; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
figure { margin: 0; } svg { width: 100%; height: auto; max-width: 46rem; }
svg text { font: 12px system-ui, sans-serif; fill: var(--dim); } svg .label { fill: var(--ink); }
.grid { stroke: var(--rule); } .diagonal { stroke: var(--dim); stroke-dasharray: 4 4; }
.joined { stroke: var(--accent); stroke-width: 1.5; }
circle.mark { fill: var(--mark); } circle.main { fill: var(--accent); }
line.mark { stroke: var(--mark); } line.main { stroke: var(--accent); }
line.reach { stroke-width: 1.5; opacity: .55; }
</style>
)";

std::string percent(double share) { return fixed(share * 100.0, 1); }

std::string interval_text(const Interval& interval) {
  return percent(interval.low) + " to " + percent(interval.high);
}

std::string cell(const std::string& text) { return "<td>" + html_escaped(text) + "</td>"; }

std::string row_of(const Summary& summary) {
  const bool is_baseline = summary.pairs == 0;
  std::string row = "<tr>" + cell(summary.way) + cell(std::to_string(summary.problems)) +
                    cell(percent(summary.accuracy) + " %") + cell(interval_text(summary.interval));
  if (is_baseline) {
    row += cell("baseline") + cell("") + cell("");
  } else {
    row +=
        cell((summary.gain.mean >= 0.0 ? "+" : "") + percent(summary.gain.mean) + " (" +
             interval_text(summary.gain.interval) + ")") +
        cell(fixed(summary.p_value, 3)) +
        cell(fixed(summary.time_ratio.mean, 2) + " (" + fixed(summary.time_ratio.interval.low, 2) +
             " to " + fixed(summary.time_ratio.interval.high, 2) + ")");
  }
  row += cell(fixed(summary.wall_ms / kMsPerSecond, 1)) +
         cell(fixed(summary.first_token_ms / kMsPerSecond, 1)) + cell(fixed(summary.tokens, 0)) +
         cell(fixed(summary.tokens_saved, 0)) + cell(fixed(summary.agents_started, 1)) +
         cell(fixed(summary.agents_used, 1)) +
         cell(summary.agreement > 0.0 ? percent(summary.agreement) + " %" : "");
  return row + "</tr>\n";
}

std::string summary_table(const std::vector<Summary>& summaries) {
  std::string out =
      "<div class=\"scroll\"><table>\n<thead><tr><th>mode</th><th>problems</th><th>right</th>"
      "<th>95 % interval</th><th>gain in points (95 %)</th><th>p (McNemar)</th>"
      "<th>time, x baseline (95 %)</th><th>seconds</th><th>first token, s</th><th>tokens</th>"
      "<th>saved</th><th>agents</th><th>counted</th><th>agreement</th></tr></thead>\n<tbody>\n";
  for (const Summary& summary : summaries) out += row_of(summary);
  return out + "</tbody></table></div>\n";
}

double rounded_up(double value) { return value <= 0.0 ? 1.0 : value * 1.15; }

std::string accuracy_chart(const std::vector<Summary>& summaries) {
  Chart chart;
  chart.title = "Share of right answers against the mean time of an answer, a mark a mode";
  chart.x_name = "seconds an answer, mean";
  chart.y_name = "right answers";
  chart.has_percent_y = true;
  double x_max = 0.0;
  double y_max = 0.0;
  for (const Summary& summary : summaries) {
    const double seconds = summary.wall_ms / kMsPerSecond;
    x_max = std::max(x_max, seconds);
    y_max = std::max(y_max, summary.interval.high);
    chart.points.push_back(
        {seconds, summary.accuracy, summary.interval, summary.way,
         summary.way + ": " + percent(summary.accuracy) + " % right, " + fixed(seconds, 1) + " s",
         1.0, summary.pairs > 0});
  }
  chart.x_max = rounded_up(x_max);
  chart.y_max = std::min(1.0, y_max * 1.05);
  if (chart.y_max <= 0.0) chart.y_max = 1.0;
  return to_svg(chart);
}

std::string reliability_chart(const std::vector<Forecast>& forecasts, const std::string& title,
                              const std::string& forecast_name) {
  Chart chart;
  chart.title = title;
  chart.x_name = forecast_name;
  chart.y_name = "right answers";
  chart.has_percent_x = chart.has_percent_y = chart.has_diagonal = chart.has_line = true;
  for (const ReliabilityBin& bin : reliability(forecasts, kReliabilityBins)) {
    const double share = static_cast<double>(bin.came_true) / static_cast<double>(bin.count);
    chart.points.push_back({bin.mean_forecast, share, wilson(bin.came_true, bin.count),
                            std::to_string(bin.count),
                            std::to_string(bin.came_true) + " of " + std::to_string(bin.count) +
                                " right at " + percent(bin.mean_forecast) + " %",
                            static_cast<double>(bin.count), true});
  }
  return to_svg(chart);
}

// What agreement means on this data, fitted on one half and judged on the other.
std::string calibration_table(const std::vector<Outcome>& outcomes, const std::string& way) {
  const Calibration calibration = calibrate(outcomes, way);
  if (calibration.steps.empty()) return {};
  std::string out =
      "<div class=\"scroll\"><table><thead><tr><th>agreement from</th><th>probability of a right "
      "answer</th><th>answers</th></tr></thead><tbody>\n";
  for (const CalibrationStep& step : calibration.steps) {
    out += "<tr>" + cell(percent(step.from) + " %") + cell(percent(step.probability) + " %") +
           cell(std::to_string(step.count)) + "</tr>\n";
  }
  return out +
         "</tbody></table></div>\n<p>Isotonic regression on the even-numbered problems. On the "
         "odd-numbered ones the Brier score is " +
         fixed(calibration.brier_calibrated, 3) + " with these probabilities and " +
         fixed(calibration.brier_shown, 3) + " with the agreement itself.</p>\n<figure>" +
         reliability_chart(calibration.judged,
                           "Share of right answers of odd-numbered problems, " + way,
                           "probability from the even-numbered ones") +
         "</figure>\n";
}

std::string reliability_section(const std::vector<Outcome>& outcomes, const std::string& way) {
  const auto forecasts = agreement_forecasts(outcomes, way);
  if (forecasts.empty()) return {};
  return "<h2>Agreement of " + html_escaped(way) + "</h2>\n<figure>" +
         reliability_chart(forecasts,
                           "Share of right answers by the agreement that was shown, " + way,
                           "agreement that was shown") +
         "<figcaption>On the dashed line the agreement would be the probability of a right answer. "
         "Numbers count answers; bars are 95 % intervals. Brier score of the agreement taken as a "
         "probability: " +
         fixed(brier(forecasts), 3) +
         " (0 is best; always saying one half gives 0.250).</figcaption></figure>\n" +
         calibration_table(outcomes, way);
}

}  // namespace

std::string report_page(const ReportFacts& facts, const std::vector<Outcome>& outcomes,
                        const std::string& baseline) {
  const std::vector<Summary> summaries = summarise(outcomes, baseline);
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  out += html_escaped(facts.model + " on " + facts.data) + "</title>\n";
  out += kStyle;
  out += "</head><body>\n<h1>" + html_escaped(facts.model) + " on " + html_escaped(facts.data) +
         "</h1>\n<p>" + html_escaped(facts.how) + "</p>\n<h2>Modes</h2>\n";
  out += summary_table(summaries);
  out +=
      "<p>Gains and times are paired: each mode against the baseline on the same problems. "
      "Intervals of shares are Wilson's, of gains and ratios from resampling the problems.</p>\n";
  out += "<h2>Accuracy against time</h2>\n<figure>" + accuracy_chart(summaries) +
         "<figcaption>Bars are 95 % intervals.</figcaption></figure>\n";
  for (const Summary& summary : summaries) out += reliability_section(outcomes, summary.way);
  return out + "</body></html>\n";
}

}  // namespace ponder::eval
