#include "eval/record.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/sha256.h"
#include "chat/event.h"
#include "chat/message.h"
#include "chat/request.h"
#include "eval/problem.h"
#include "eval/recording.h"
#include "generate/generator.h"
#include "modes/agent.h"
#include "modes/agent_plan.h"
#include "modes/clock.h"
#include "modes/event_writer.h"
#include "modes/readers.h"
#include "modes/strategy.h"
#include "modes/text.h"
#include "modes/turn.h"

namespace ponder::eval {
namespace {

class NoSink : public chat::EventSink {
 public:
  void emit(chat::Event) override {}
};

std::uint64_t ms_since(modes::TimePoint begin) {
  const auto elapsed = modes::steady_clock().now() - begin;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
}

// Gathers the logprobs of tokens into groups of kTokensPerGroup.
class Groups {
 public:
  void add(const generate::BranchDelta& delta, std::uint64_t ms, Trace& trace) {
    const bool has_each = delta.logprobs.size() == delta.tokens;
    for (std::uint32_t i = 0; i < delta.tokens; ++i) {
      sum_ += has_each ? delta.logprobs[i].logprob : delta.logprob_sum / delta.tokens;
      if (++tokens_ == kTokensPerGroup) close(ms, trace);
    }
  }
  void close(std::uint64_t ms, Trace& trace) {
    if (tokens_ == 0) return;
    trace.logprobs.push_back(static_cast<float>(sum_ / tokens_));
    trace.ms.push_back(static_cast<std::uint32_t>(ms));
    sum_ = 0.0;
    tokens_ = 0;
  }

 private:
  double sum_ = 0.0;
  std::uint32_t tokens_ = 0;
};

// One trace while it is written.
struct Writing {
  Writing(modes::EventWriter& writer, chat::BranchId id, const modes::AgentForm& form)
      : agent(writer, id, form) {}
  modes::Agent agent;
  Groups groups;
  Trace trace;
};

chat::TurnRequest request_for(const Problem& problem, const RecordOptions& options) {
  chat::TurnRequest request;
  request.mode = chat::Mode::kContemplating;
  chat::Message message;
  message.content = problem.question;
  request.messages.push_back(std::move(message));
  request.tokens_new_max = options.tokens_max;
  request.agents = std::clamp(options.agents, 1U, limits::kAgentsMax);
  return request;
}

void finish_trace(Writing& writing, std::uint64_t ms, bool with_text) {
  const modes::Agent& agent = writing.agent;
  Trace& trace = writing.trace;
  writing.groups.close(ms, trace);
  trace.tokens_prompt = agent.usage().tokens_prompt;
  trace.finish = agent.reason();
  trace.answered = agent.state() == modes::AgentState::kAnswered;
  if (trace.answered) trace.answer = modes::excerpt(agent.ballot().answer, kAnswerBytesMax);
  trace.has_wrong_arithmetic = agent.has_wrong_arithmetic();
  if (with_text) trace.text = agent.lane().text();
}

void take(Writing& writing, const generate::BranchDelta& delta, std::uint64_t ms) {
  writing.trace.tokens += delta.tokens;
  writing.groups.add(delta, ms, writing.trace);
  writing.agent.take(delta);
}

}  // namespace

Task<Result<RecordedProblem>> record_problem(generate::Generator& generator, Problem problem,
                                             RecordOptions options) {
  const generate::Capabilities& capabilities = generator.capabilities();
  const chat::TurnRequest request = request_for(problem, options);
  const modes::Strategy& strategy = modes::strategy_for(request.agents);
  generate::TrunkSpec trunk_spec;
  trunk_spec.messages = request.messages;
  trunk_spec.think = capabilities.native_reasoning;
  trunk_spec.owner = "eval";
  auto trunk = co_await generator.open(std::move(trunk_spec));
  if (!trunk) co_return trunk.error();

  // Every problem has seeds of its own, whatever order they are recorded in.
  const std::uint64_t seed = options.seed + problem.number * limits::kAgentsMax;
  std::vector<generate::BranchSpec> specs;
  specs.reserve(request.agents + 1);
  for (std::uint32_t k = 0; k < request.agents; ++k) {
    specs.push_back(modes::branch_of(k, request, capabilities, strategy, seed));
  }
  specs.push_back(specs.front());
  specs.back().sampling.temperature = 0.0F;

  NoSink sink;
  modes::EventWriter writer(sink);
  const modes::AgentForm form = modes::form_of(request, capabilities, strategy);
  std::vector<std::unique_ptr<Writing>> traces;
  for (std::uint32_t k = 0; k < specs.size(); ++k) {
    auto& writing = *traces.emplace_back(std::make_unique<Writing>(writer, k + 1, form));
    writing.trace.role = k < request.agents ? modes::role_of(k, capabilities.parameters) : "Greedy";
    writing.trace.temperature = specs[k].sampling.temperature.value_or(0.0F);
  }

  modes::BranchReaders readers(co_await asio::this_coro::executor, modes::steady_clock());
  const modes::TimePoint begin = modes::steady_clock().now();
  auto branches = co_await modes::fork_branches(**trunk, std::move(specs));
  if (!branches) co_return branches.error();
  for (std::size_t k = 0; k < traces.size(); ++k) {
    readers.start(static_cast<chat::BranchId>(k + 1), std::move((*branches)[k]));
  }
  std::size_t running = traces.size();
  std::optional<Error> error;
  while (running > 0 && !error) {
    auto arrival = co_await readers.next(modes::steady_clock().now() + limits::kHaltPoll);
    if (options.is_stopped && options.is_stopped()) error = Error{ErrorCode::kCancelled, "stopped"};
    if (!arrival || error) continue;
    if (!arrival->delta) {
      error = arrival->delta.error();
      continue;
    }
    Writing& writing = *traces[arrival->branch - 1];
    take(writing, *arrival->delta, ms_since(begin));
    if (writing.agent.is_running()) continue;
    finish_trace(writing, ms_since(begin), options.with_texts);
    if (!writing.agent.has_ended_itself()) readers.stop(arrival->branch);
    --running;
  }
  readers.stop_all();
  co_await readers.join();
  if (error) co_return *error;

  RecordedProblem recorded;
  recorded.number = problem.number;
  recorded.expected = problem.answer;
  recorded.level = problem.level.value_or(-1);
  recorded.trunk_tokens = (*trunk)->prompt_tokens();
  recorded.greedy = std::move(traces.back()->trace);
  traces.pop_back();
  for (const auto& writing : traces) recorded.agents.push_back(std::move(writing->trace));
  co_return recorded;
}

std::string prompt_sha256(const generate::Capabilities& capabilities) {
  return sha256_of(modes::closing_request(capabilities));
}

}  // namespace ponder::eval
