// `ponder eval --replay`: policies on a recording, in seconds.
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/eval_command.h"
#include "eval/costs.h"
#include "eval/file_text.h"
#include "eval/outcome.h"
#include "eval/policy.h"
#include "eval/recording.h"
#include "eval/replay.h"
#include "eval/retell.h"

namespace ponder::cli {

int eval_replay(Run& run, const EvalArguments& arguments, const std::vector<eval::Way>& ways) {
  auto recording = eval::read_recording(arguments.replay);
  if (!recording) return fail(run.console, recording.error());
  eval::retell(*recording);
  if (!arguments.strip.empty()) {
    eval::strip_texts(*recording);
    const auto written = eval::write_text(arguments.strip, eval::encode_recording(*recording));
    return written ? kSuccess : fail(run.console, written.error());
  }
  eval::Costs costs = eval::costs_of_two_cores(recording->header.parameters);
  if (!arguments.costs.empty()) {
    auto measured = eval::read_costs(arguments.costs);
    if (!measured) return fail(run.console, measured.error());
    costs = *std::move(measured);
  }
  const eval::ReplayOptions options{arguments.selection.half, arguments.draws, arguments.run_seed};
  const auto outcomes = eval::replay(*recording, costs, ways, options);
  if (!outcomes) return usage_error(run.console, outcomes.error());
  if (!arguments.json.empty()) {
    std::string lines;
    for (const eval::Outcome& outcome : *outcomes) lines += eval::encode_outcome(outcome) + '\n';
    const auto written = eval::write_text(arguments.json, lines);
    if (!written) return fail(run.console, written.error());
  }
  const std::string which = arguments.half.empty() ? "all" : arguments.half;
  const std::string how = "replayed in simulated time (" + which + " problems, " +
                          std::to_string(arguments.draws) + " draws)";
  return show_results(run, arguments, {recording->header.model, recording->header.data, how},
                      *outcomes);
}

}  // namespace ponder::cli
