// `ponder eval`: each mode on each problem, one turn after another, so that whatever slows the
// machine slows all modes alike.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/json_write.h"
#include "base/async.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/event.h"
#include "chat/reduce.h"
#include "chat/request.h"
#include "cli/console.h"
#include "cli/eval_command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/ticker.h"
#include "cli/turn_host.h"
#include "eval/file_text.h"
#include "eval/outcome.h"
#include "eval/policy.h"
#include "eval/problem.h"
#include "modes/mode.h"

namespace ponder::cli {
namespace {

constexpr std::chrono::milliseconds kInterruptPoll{100};

// One running turn. Lives until `io.run()` returns.
struct Trial {
  asio::io_context io{1};
  std::shared_ptr<modes::TurnControl> control = std::make_shared<modes::TurnControl>();
  Ticker interrupt{io, kInterruptPoll, [this] {
                     if (InterruptFlag::raised()) control->halt = modes::Halt::kStop;
                   }};
  chat::StateSink sink;
};

Task<void> trial_turn(Trial* trial, OpenModel* model, chat::TurnRequest request,
                      const modes::Strategy* strategy) {
  modes::TurnContext context;
  context.turn_id = make_id("turn");
  context.owner = make_id("eval");  // Nothing is found in the prefix cache.
  context.control = trial->control;
  context.strategy = strategy;
  co_await modes::run_turn(model->model->generator(), std::move(request), std::move(context),
                           trial->sink);
  trial->interrupt.stop();
}

// Nothing where it was interrupted.
std::optional<eval::Outcome> try_out(OpenModel& model, const eval::Way& way,
                                     const eval::Problem& problem, chat::TurnRequest request) {
  Trial trial;
  trial.interrupt.start();
  asio::co_spawn(trial.io, trial_turn(&trial, &model, std::move(request), way.strategy.get()),
                 [](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
  trial.io.run();
  if (InterruptFlag::raised()) return std::nullopt;
  return eval::outcome_of(trial.sink.state, problem, way.name);
}

std::string header_of(const OpenModel& model, const eval::ProblemFile& data,
                      const EvalArguments& arguments, const Config& config) {
  api::JsonWriter out;
  out.begin_object()
      .field("results", 1)
      .field("model", model.name)
      .field("data", data.name)
      .field("data_sha256", data.sha256)
      .field("agents", config.agents)
      .field("tokens_max", config.max_tokens)
      .field("seed", arguments.run_seed)
      .end_object();
  return out.take();
}

struct Session {
  eval::ResultFile* file = nullptr;  // Null: results are not kept.
  std::vector<eval::Outcome> outcomes;
  std::set<std::pair<std::uint64_t, std::string>> done;
};

Result<void> take_up(Session& session, const eval::ResultFile& file) {
  for (const std::string& line : file.lines()) {
    auto outcome = eval::decode_outcome(line);
    if (!outcome) return outcome.error();
    session.done.insert({outcome->problem, outcome->way});
    session.outcomes.push_back(*std::move(outcome));
  }
  return {};
}

int run_all(Run& run, OpenModel& model, const EvalArguments& arguments,
            const std::vector<eval::Problem>& problems, const std::vector<eval::Way>& ways,
            Session& session) {
  const InterruptFlag interrupt;
  ProgressBar bar(run.console, "evaluating", ProgressBar::Unit::kPercent);
  std::uint64_t count = 0;
  for (const eval::Problem& problem : problems) {
    for (const eval::Way& way : ways) {
      bar.update(count++, problems.size() * ways.size());
      if (session.done.contains({problem.number, way.name})) continue;
      auto request = eval::request_of(way, problem, run.config().agents, run.config().max_tokens,
                                      arguments.run_seed);
      auto outcome = try_out(model, way, problem, std::move(request));
      if (!outcome) {
        bar.clear();
        run.console.err << "Stopped."
                        << (session.file != nullptr ? " The same command goes on from here.\n"
                                                    : " With --json it could go on later.\n");
        return kInterrupted;
      }
      if (session.file != nullptr) {
        const auto written = session.file->append(eval::encode_outcome(*outcome));
        if (!written) return fail(run.console, written.error());
      }
      session.outcomes.push_back(*std::move(outcome));
    }
  }
  bar.clear();
  return kSuccess;
}

// Of a resumed file: only what this run asked for.
std::vector<eval::Outcome> asked_for(const std::vector<eval::Outcome>& outcomes,
                                     const std::vector<eval::Problem>& problems,
                                     const std::vector<eval::Way>& ways) {
  std::set<std::uint64_t> numbers;
  for (const eval::Problem& problem : problems) numbers.insert(problem.number);
  std::vector<eval::Outcome> kept;
  for (const eval::Way& way : ways) {
    for (const eval::Outcome& outcome : outcomes) {
      if (outcome.way == way.name && numbers.contains(outcome.problem)) kept.push_back(outcome);
    }
  }
  return kept;
}

}  // namespace

int eval_live(Run& run, const EvalArguments& arguments, const std::vector<eval::Way>& ways) {
  const auto data = eval::read_problems(arguments.data);
  if (!data) return usage_error(run.console, data.error());
  const auto problems = eval::select(*data, arguments.selection);
  if (!problems) return usage_error(run.console, problems.error());
  auto model = open_model(run.console, run.config());
  if (!model) return fail(run.console, model.error());

  Session session;
  std::optional<eval::ResultFile> file;
  if (!arguments.json.empty()) {
    const std::string header = header_of(*model, *data, arguments, run.config());
    auto opened =
        eval::ResultFile::open(arguments.json, header, [&header](const std::string& there) {
          return there == header ? std::string{} : "it belongs to another run: " + there;
        });
    if (!opened) return fail(run.console, opened.error());
    file = *std::move(opened);
    session.file = &*file;
    if (const auto taken = take_up(session, *file); !taken) {
      return fail(run.console, taken.error());
    }
  }
  const int code = run_all(run, *model, arguments, *problems, ways, session);
  if (code == kFailure) return code;
  const std::string how = "live, at most " + std::to_string(run.config().max_tokens) +
                          " tokens an agent, seed " + std::to_string(arguments.run_seed);
  const int shown = show_results(run, arguments, {model->name, data->name, how},
                                 asked_for(session.outcomes, *problems, ways));
  return code == kSuccess ? shown : code;
}

}  // namespace ponder::cli
