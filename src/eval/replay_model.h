// A generator that writes what a recording holds, in simulated time: all branches that run get one
// token a step, and a step lasts as long as a batch of that many sequences was measured to last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "eval/costs.h"
#include "eval/recording.h"
#include "eval/sim_clock.h"
#include "generate/generator.h"

namespace ponder::eval {

// Plays one problem, on one thread. A branch at temperature 0 plays the greedy trace; the others
// play the agents' traces in `order`, one after another; beyond them forks fail with kNoSpace.
// Recording, costs and clock outlive it, and it outlives its branches.
class ReplayModel : public generate::Generator {
 public:
  ReplayModel(const RecordingHeader& header, const RecordedProblem& problem, const Costs& costs,
              SimClock& clock, std::vector<std::size_t> order);
  ~ReplayModel() override;

  const generate::Capabilities& capabilities() const override { return capabilities_; }
  Task<Result<std::unique_ptr<generate::Trunk>>> open(generate::TrunkSpec spec) override;

  // When the step that is under way ends; TimePoint::max() where nothing runs.
  modes::TimePoint step_end() const { return step_end_; }
  // The clock stands at step_end(): gives out the step's tokens and begins the next step.
  void finish_step();

 private:
  class ReplayBranch;
  class ReplayTrunk;
  Result<std::vector<std::unique_ptr<generate::Branch>>> fork(
      const std::vector<generate::BranchSpec>& specs, const asio::any_io_executor& executor);
  void begin_step();

  const RecordedProblem& problem_;
  const Costs& costs_;
  SimClock& clock_;
  std::vector<std::size_t> order_;
  generate::Capabilities capabilities_;
  std::size_t next_ = 0;        // In `order_`.
  bool has_trunk_ = false;      // Its prompt was read.
  double prompt_tokens_ = 0.0;  // To be read before the next token.
  std::vector<ReplayBranch*> alive_;
  std::vector<ReplayBranch*> stepping_;  // Those that the step under way gives a token.
  modes::TimePoint step_end_ = modes::TimePoint::max();
};

}  // namespace ponder::eval
