#include "engine/side_work.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>

namespace ponder::engine {

void SideWork::work(bool turns_wait) {
  const auto begin = std::chrono::steady_clock::now();
  bool more = false;
  try {
    more = jobs_.front()->work(turns_wait);
  } catch (const std::exception& error) {
    jobs_.front()->drop({ErrorCode::kBackend, std::string("the engine failed: ") + error.what()});
  }
  if (!more) jobs_.pop_front();
  const auto spent = std::chrono::steady_clock::now() - begin;
  if (turns_wait) charge(std::chrono::duration_cast<std::chrono::microseconds>(spent).count());
}

void SideWork::charge(std::int64_t piece_us) {
  debt_us_ = std::min(kDebtMaxUs, debt_us_ + kStepsPerPiece * piece_us);
}

void SideWork::pay(std::int64_t step_us) {
  debt_us_ = std::max<std::int64_t>(0, debt_us_ - step_us);
}

void SideWork::close(const Error& error) {
  for (const auto& job : jobs_) job->drop(error);
  jobs_.clear();
}

}  // namespace ponder::engine
