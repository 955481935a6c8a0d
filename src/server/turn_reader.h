// One reader's way through a turn's log, wherever it lies.
#pragma once

#include <memory>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "store/store.h"

namespace ponder::server {

using SharedRow = std::shared_ptr<const store::EventRow>;

struct TurnPage {
  std::vector<SharedRow> rows;  // At most limits::kPageRowsMax.
  bool ended = false;           // Nothing comes after these rows.
};

class TurnReader {
 public:
  virtual ~TurnReader() = default;
  // Waits until there are rows that this reader has not had, or the turn has ended, or close().
  // Errors: those of the store.
  virtual Task<Result<TurnPage>> next() = 0;
  virtual void close() = 0;  // Thread-safe: next() returns at once, with `ended`.
};

}  // namespace ponder::server
