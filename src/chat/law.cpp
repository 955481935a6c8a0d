#include "chat/law.h"
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include "chat/event.h"

namespace ponder::chat {
namespace {

template <class... Ts>
struct Overload : Ts... {
  using Ts::operator()...;
};

using Complaint = std::optional<std::string>;

std::string number(std::uint64_t n) { return std::to_string(n); }

}  // namespace

Complaint EventLaw::accept(const Event& event) {
  switch (phase_) {
    case Phase::kAfter:
      return "event after the turn's end";
    case Phase::kBefore:
      if (!std::holds_alternative<TurnStarted>(event))
        return "turn does not begin with TurnStarted";
      phase_ = Phase::kDuring;
      open_branches_.insert(0);
      all_branches_.insert(0);
      return std::nullopt;
    case Phase::kDuring:
      return accept_during(event);
  }
  return "unreachable";
}

Complaint EventLaw::accept_during(const Event& event) {
  const auto branch_is_open = [this](BranchId branch) -> Complaint {
    if (open_branches_.contains(branch)) return std::nullopt;
    return "branch " + number(branch) + " is not open";
  };
  const auto end = [this]() -> Complaint {
    phase_ = Phase::kAfter;
    if (!open_parts_.empty())
      return "part " + number(open_parts_.begin()->first) + " never finished";
    if (open_branches_.size() > 1)
      return "branch " + number(*open_branches_.rbegin()) + " never finished";
    return std::nullopt;
  };
  return std::visit(
      Overload{
          [](const TurnStarted&) -> Complaint { return "second TurnStarted"; },
          [&](const BranchStarted& e) -> Complaint {
            if (!all_branches_.insert(e.branch).second) return "branch started twice";
            open_branches_.insert(e.branch);
            return all_branches_.contains(e.parent) ? Complaint{} : "unknown parent branch";
          },
          [&](const PartStarted& e) -> Complaint {
            if (!all_parts_.insert(e.part).second)
              return "part " + number(e.part) + " started twice";
            open_parts_[e.part] = e.branch;
            return branch_is_open(e.branch);
          },
          [&](const TextDelta& e) -> Complaint {
            if (e.text.empty()) return "empty delta";
            return open_parts_.contains(e.part) ? Complaint{} : "delta for a part that is not open";
          },
          [&](const PartFinished& e) -> Complaint {
            return open_parts_.erase(e.part) == 1 ? Complaint{}
                                                  : "finish of a part that is not open";
          },
          [&](const ToolFinished& e) -> Complaint {
            return all_parts_.contains(e.part) ? Complaint{} : "result for an unknown part";
          },
          [&](const AnswerFound& e) { return branch_is_open(e.branch); },
          [](const VoteChanged&) -> Complaint { return std::nullopt; },
          [](const Forecast&) -> Complaint { return std::nullopt; },
          [](const SafetyNotice&) -> Complaint { return std::nullopt; },
          [](const RepairState&) -> Complaint { return std::nullopt; },
          [&](const BranchFinished& e) -> Complaint {
            for (const auto& [part, branch] : open_parts_) {
              if (branch == e.branch) return "branch ends with part " + number(part) + " open";
            }
            if (e.branch == 0) return "branch 0 has no BranchFinished";
            return open_branches_.erase(e.branch) == 1 ? Complaint{} : "finish of a closed branch";
          },
          [&](const TurnFinished&) { return end(); },
          // A failure may come at any point and closes everything that is open.
          [&](const TurnFailed&) -> Complaint {
            phase_ = Phase::kAfter;
            return std::nullopt;
          },
      },
      event);
}

}  // namespace ponder::chat
