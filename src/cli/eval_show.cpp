// What `ponder eval` prints.
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/eval_command.h"
#include "cli/text.h"
#include "eval/chart.h"
#include "eval/file_text.h"
#include "eval/outcome.h"
#include "eval/report_page.h"
#include "eval/statistics.h"

namespace ponder::cli {
namespace {

using eval::fixed;

std::string percent(double share) { return fixed(share * 100.0, 1); }

std::string range(const eval::Interval& interval) {
  return percent(interval.low) + "-" + percent(interval.high);
}

std::vector<std::string> row_of(const eval::Summary& summary) {
  constexpr double kMsPerSecond = 1000.0;
  std::string gain = "baseline";
  std::string time;
  if (summary.pairs > 0) {
    gain = (summary.gain.mean >= 0.0 ? "+" : "") + percent(summary.gain.mean) + " (" +
           percent(summary.gain.interval.low) + " to " + percent(summary.gain.interval.high) + ")";
    time = fixed(summary.time_ratio.mean, 2) + " x";
  }
  return {summary.way,
          std::to_string(summary.problems),
          percent(summary.accuracy) + " %",
          range(summary.interval),
          gain,
          time,
          fixed(summary.wall_ms / kMsPerSecond, 1),
          fixed(summary.tokens, 0),
          fixed(summary.tokens_saved, 0),
          fixed(summary.agents_used, 1) + "/" + fixed(summary.agents_started, 1),
          summary.agreement > 0.0 ? percent(summary.agreement) + " %" : "-"};
}

}  // namespace

int show_results(Run& run, const EvalArguments& arguments, const eval::ReportFacts& facts,
                 const std::vector<eval::Outcome>& outcomes) {
  std::vector<std::vector<std::string>> rows = {{"mode", "problems", "right", "95 %",
                                                 "gain in points (95 %)", "time", "seconds",
                                                 "tokens", "saved", "agents", "agreement"}};
  std::size_t failed = 0;
  for (const eval::Summary& summary : eval::summarise(outcomes, arguments.baseline)) {
    rows.push_back(row_of(summary));
    failed += summary.failed;
  }
  run.console.out << facts.model << " on " << facts.data << ", " << facts.how << "\n\n"
                  << table(rows);
  if (failed > 0) {
    run.console.out << '\n' << failed << " turns ended with an error; they count as wrong.\n";
  }
  if (arguments.html.empty()) return kSuccess;
  const auto written =
      eval::write_text(arguments.html, eval::report_page(facts, outcomes, arguments.baseline));
  return written ? kSuccess : fail(run.console, written.error());
}

}  // namespace ponder::cli
