// `ponder eval --record`: what agents write on each problem, into a file that can be gone on with.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "cli/console.h"
#include "cli/eval_command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/turn_host.h"
#include "eval/file_text.h"
#include "eval/problem.h"
#include "eval/record.h"
#include "eval/recording.h"

namespace ponder::cli {
namespace {

Result<eval::RecordedProblem> record_here(OpenModel& model, const eval::Problem& problem,
                                          const eval::RecordOptions& options) {
  asio::io_context io{1};
  std::optional<Result<eval::RecordedProblem>> recorded;
  asio::co_spawn(io, eval::record_problem(model.model->generator(), problem, options),
                 [&recorded](const std::exception_ptr& thrown, auto result) {
                   if (thrown) std::rethrow_exception(thrown);
                   recorded = std::move(result);
                 });
  io.run();
  PONDER_CHECK(recorded.has_value());
  return *std::move(recorded);
}

// The numbers of the problems that the file has already.
Result<std::set<std::uint64_t>> numbers_in(const eval::ResultFile& file) {
  std::set<std::uint64_t> numbers;
  for (const std::string& line : file.lines()) {
    const auto problem = eval::decode_problem(line);
    if (!problem) return problem.error();
    numbers.insert(problem->number);
  }
  return numbers;
}

}  // namespace

int eval_record(Run& run, const EvalArguments& arguments) {
  const auto data = eval::read_problems(arguments.data);
  if (!data) return usage_error(run.console, data.error());
  const auto problems = eval::select(*data, arguments.selection);
  if (!problems) return usage_error(run.console, problems.error());
  auto model = open_model(run.console, run.config());
  if (!model) return fail(run.console, model.error());

  eval::RecordOptions options;
  options.agents = run.config().agents;
  options.tokens_max = run.config().max_tokens;
  options.seed = arguments.run_seed;
  options.with_texts = arguments.with_texts;
  options.is_stopped = [] { return InterruptFlag::raised(); };
  const auto& capabilities = model->model->generator().capabilities();
  const eval::RecordingHeader header{
      model->name,       data->name,   data->sha256,       eval::prompt_sha256(capabilities),
      options.agents,    options.seed, options.tokens_max, capabilities.parameters,
      options.with_texts};
  auto file = eval::ResultFile::open(
      arguments.record, eval::encode_header(header), [&header](const std::string& line) {
        const auto there = eval::decode_header(line);
        return there ? eval::difference(*there, header) : there.error().message;
      });
  if (!file) return fail(run.console, file.error());
  auto done = numbers_in(*file);
  if (!done) return fail(run.console, done.error());

  const InterruptFlag interrupt;
  ProgressBar bar(run.console, "recording", ProgressBar::Unit::kPercent);
  std::uint64_t count = 0;
  for (const eval::Problem& problem : *problems) {
    bar.update(count++, problems->size());
    if (done->contains(problem.number)) continue;
    const auto recorded = record_here(*model, problem, options);
    if (!recorded && recorded.error().code == ErrorCode::kCancelled) {
      bar.clear();
      run.console.err << "Stopped. The same command goes on from here.\n";
      return kInterrupted;
    }
    if (!recorded) return fail(run.console, recorded.error());
    const auto written = file->append(eval::encode_problem(*recorded));
    if (!written) return fail(run.console, written.error());
  }
  bar.update(count, problems->size());
  return kSuccess;
}

}  // namespace ponder::cli
