// `ponder eval --record`: what agents write on each problem, into a file that can be gone on with.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "base/async.h"
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
#include "generate/generator.h"

namespace ponder::cli {
namespace {

// Records problems, several at once: their agents share batches, and a model writes more tokens a
// second in a batch of thirty than in one of eight.
class Recorder {
 public:
  Recorder(generate::Generator& generator, const eval::RecordOptions& options,
           eval::ResultFile& file, ProgressBar& bar)
      : generator_(generator), options_(options), file_(file), bar_(bar) {}

  // Problems that the file has already are counted as done. Errors: of the engine and the file;
  // kCancelled. What was finished before it is in the file.
  Result<void> run(const std::vector<eval::Problem>& problems,
                   const std::set<std::uint64_t>& recorded, std::uint32_t at_once) {
    for (const eval::Problem& problem : problems) {
      if (!recorded.contains(problem.number)) left_.push_back(&problem);
    }
    total_ = problems.size();
    bar_.update(total_ - left_.size(), total_);
    asio::io_context io{1};
    for (std::uint32_t i = 0; i < at_once; ++i) {
      asio::co_spawn(io, work(), [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
      });
    }
    io.run();
    if (error_) return *error_;
    return {};
  }

 private:
  Task<void> work() {
    while (!error_ && begun_ < left_.size()) {
      const auto recorded = co_await eval::record_problem(generator_, *left_[begun_++], options_);
      if (!recorded) {
        fail(recorded.error());
        co_return;
      }
      const auto written = file_.append(eval::encode_problem(*recorded));
      if (!written) fail(written.error());
      ++ended_;
      bar_.update(total_ - left_.size() + ended_, total_);
    }
  }
  void fail(const Error& error) {
    if (!error_) error_ = error;
  }

  generate::Generator& generator_;
  const eval::RecordOptions& options_;
  eval::ResultFile& file_;
  ProgressBar& bar_;
  std::vector<const eval::Problem*> left_;
  std::size_t begun_ = 0, ended_ = 0, total_ = 0;
  std::optional<Error> error_;  // The first one.
};

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
  Recorder recorder(model->model->generator(), options, *file, bar);
  const auto recorded = recorder.run(*problems, *done, arguments.at_once);
  if (!recorded && recorded.error().code == ErrorCode::kCancelled) {
    bar.clear();
    run.console.err << "Stopped. The same command goes on from here.\n";
    return kInterrupted;
  }
  if (!recorded) return fail(run.console, recorded.error());
  return kSuccess;
}

}  // namespace ponder::cli
