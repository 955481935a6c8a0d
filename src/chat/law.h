// Checks a stream of events against the grammar in chat/event.h. For tests and for reading logs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "chat/event.h"

namespace ponder::chat {

class EventLaw {
 public:
  // What is wrong with `event` coming next, or nothing. After an error the state is undefined.
  std::optional<std::string> accept(const Event& event);
  bool finished() const { return phase_ == Phase::kAfter; }

 private:
  enum class Phase : std::uint8_t { kBefore, kDuring, kAfter };
  std::optional<std::string> accept_during(const Event& event);

  Phase phase_ = Phase::kBefore;
  std::set<BranchId> open_branches_;
  std::set<BranchId> all_branches_;
  std::map<PartId, BranchId> open_parts_;
  std::set<PartId> all_parts_;
};

}  // namespace ponder::chat
