// How work that takes its time learns that nobody wants its result any more.
#pragma once

#include <functional>

#include "base/result.h"

namespace ponder::sight {

// Asked on any thread, before each piece of the work. Empty: never.
using GivenUp = std::function<bool()>;

// kCancelled once it is given up.
inline Result<void> go_on_unless(const GivenUp& given_up) {
  if (given_up && given_up()) return Error{ErrorCode::kCancelled, "It was stopped."};
  return {};
}

}  // namespace ponder::sight
