#include "eval/replay_model.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "chat/event.h"
#include "eval/costs.h"
#include "eval/recording.h"
#include "eval/sim_clock.h"
#include "generate/generator.h"
#include "modes/clock.h"
#include "modes/text.h"

namespace ponder::eval {
namespace {

std::chrono::steady_clock::duration duration_of(double ms) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double, std::milli>(ms));
}

// The trace's last words, so that the mode finds the answer that was found when it was recorded.
std::string closing_text(const Trace& trace) {
  std::string answer = trace.answer;
  modes::replace_all(answer, "\n", " ");
  return trace.answered ? "\nAnswer: " + answer : std::string("...");
}

}  // namespace

class ReplayModel::ReplayBranch : public generate::Branch {
 public:
  ReplayBranch(ReplayModel& model, const Trace& trace, const asio::any_io_executor& executor)
      : model_(model), trace_(trace), sleeper_(model.clock_.make_sleeper(executor)) {
    usage_.tokens_prompt = trace.tokens_prompt;
    usage_.tokens_cached = model.problem_.trunk_tokens;
    model_.alive_.push_back(this);
  }
  ~ReplayBranch() override {
    std::erase(model_.alive_, this);
    std::erase(model_.stepping_, this);
  }

  bool runs() const { return usage_.tokens_new < trace_.tokens; }

  // One token more.
  void step() {
    const std::size_t group = usage_.tokens_new / kTokensPerGroup;
    // Stands for the trace's text: the mode checks its arithmetic.
    if (usage_.tokens_new == 0) pending_.text += trace_.has_wrong_arithmetic ? "1 + 1 = 3" : "...";
    ++usage_.tokens_new;
    ++pending_.tokens;
    pending_.logprob_sum += trace_.logprobs[std::min(group, trace_.logprobs.size() - 1)];
    if (!runs()) end();
    sleeper_->wake();
  }

  Task<Result<generate::BranchDelta>> next() override {
    if (is_over_) co_return invalid("the branch is over");
    if (trace_.tokens == 0) end();
    if (!has_pending()) co_await sleeper_->sleep_until(modes::TimePoint::max());
    if (!has_pending()) co_return Error{ErrorCode::kCancelled, "cancelled"};
    is_over_ = pending_.finish.has_value();
    pending_.usage = usage_;
    co_return std::exchange(pending_, {});
  }
  chat::Usage usage() const override { return usage_; }

 private:
  bool has_pending() const { return pending_.tokens > 0 || pending_.finish.has_value(); }
  void end() {
    pending_.text += closing_text(trace_);
    pending_.finish = trace_.answered ? chat::FinishReason::kStop : trace_.finish;
  }

  ReplayModel& model_;
  const Trace& trace_;
  std::unique_ptr<modes::Sleeper> sleeper_;
  generate::BranchDelta pending_;
  chat::Usage usage_;
  bool is_over_ = false;
};

class ReplayModel::ReplayTrunk : public generate::Trunk {
 public:
  explicit ReplayTrunk(ReplayModel& model) : model_(model) {}
  Task<Result<std::vector<std::unique_ptr<generate::Branch>>>> fork(
      std::vector<generate::BranchSpec> specs) override {
    co_return model_.fork(specs, co_await asio::this_coro::executor);
  }
  std::uint32_t prompt_tokens() const override { return model_.problem_.trunk_tokens; }

 private:
  ReplayModel& model_;
};

ReplayModel::ReplayModel(const RecordingHeader& header, const RecordedProblem& problem,
                         const Costs& costs, SimClock& clock, std::vector<std::size_t> order)
    : problem_(problem), costs_(costs), clock_(clock), order_(std::move(order)) {
  capabilities_.shared_prefix = true;
  capabilities_.logprobs = true;
  capabilities_.parameters = header.parameters;
  capabilities_.context_tokens = 1U << 20U;
}

ReplayModel::~ReplayModel() = default;

Task<Result<std::unique_ptr<generate::Trunk>>> ReplayModel::open(generate::TrunkSpec) {
  std::unique_ptr<generate::Trunk> trunk = std::make_unique<ReplayTrunk>(*this);
  co_return trunk;
}

Result<std::vector<std::unique_ptr<generate::Branch>>> ReplayModel::fork(
    const std::vector<generate::BranchSpec>& specs, const asio::any_io_executor& executor) {
  const auto is_greedy = [](const generate::BranchSpec& spec) {
    return spec.sampling.temperature == 0.0F;
  };
  const auto wanted = static_cast<std::size_t>(
      std::ranges::count_if(specs, [&](const auto& spec) { return !is_greedy(spec); }));
  if (next_ + wanted > order_.size()) {
    return Error{ErrorCode::kNoSpace, "the recording has " + std::to_string(order_.size()) +
                                          " traces of this problem; this asks for " +
                                          std::to_string(next_ + wanted)};
  }
  std::vector<std::unique_ptr<generate::Branch>> branches;
  if (!std::exchange(has_trunk_, true)) prompt_tokens_ += problem_.trunk_tokens;
  for (const generate::BranchSpec& spec : specs) {
    const Trace& trace = is_greedy(spec) ? problem_.greedy : problem_.agents[order_[next_]];
    if (!is_greedy(spec)) ++next_;
    prompt_tokens_ += trace.tokens_prompt - std::min(trace.tokens_prompt, problem_.trunk_tokens);
    branches.push_back(std::make_unique<ReplayBranch>(*this, trace, executor));
  }
  if (step_end_ == modes::TimePoint::max()) begin_step();
  return branches;
}

void ReplayModel::begin_step() {
  stepping_.clear();
  std::ranges::copy_if(alive_, std::back_inserter(stepping_),
                       [](const ReplayBranch* branch) { return branch->runs(); });
  if (stepping_.empty()) {
    step_end_ = modes::TimePoint::max();
    return;
  }
  const double ms =
      std::exchange(prompt_tokens_, 0.0) * costs_.prompt_ms + costs_.step_ms(stepping_.size());
  step_end_ = clock_.now() + duration_of(ms);
}

void ReplayModel::finish_step() {
  for (ReplayBranch* branch : stepping_) branch->step();
  begin_step();
}

}  // namespace ponder::eval
