// The part of a stored turn's log that may be shown, in memory: one writer, any number of readers,
// each at its own pace from any seq.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "server/notifier.h"
#include "server/turn_reader.h"
#include "store/store.h"

namespace ponder::server {

// Thread-safe.
class TurnFeed {
 public:
  // The next rows; their seqs go on from the last. `last`: the turn's end is among them.
  void publish(const std::vector<store::EventRow>& rows, bool last);
  std::uint64_t last_seq() const;

 private:
  friend class FeedReader;
  TurnPage page_after(std::uint64_t seq) const;

  mutable std::mutex mutex_;
  std::vector<SharedRow> rows_;  // rows_[i] has seq i + 1.
  bool ended_ = false;
  std::uint32_t readers_ = 0;
  Notifier changed_;
};

// One reader's place in a feed.
class FeedReader : public TurnReader {
 public:
  // Begins after `after_seq`. Errors: kOverloaded (limits::kSubscribersPerTurnMax).
  static Result<std::shared_ptr<FeedReader>> open(std::shared_ptr<TurnFeed> feed,
                                                  std::uint64_t after_seq);
  ~FeedReader() override;
  FeedReader(const FeedReader&) = delete;
  FeedReader& operator=(const FeedReader&) = delete;

  Task<Result<TurnPage>> next() override;
  void close() override;

 private:
  FeedReader(std::shared_ptr<TurnFeed> feed, std::uint64_t after_seq);

  std::shared_ptr<TurnFeed> feed_;
  std::uint64_t seen_seq_;
  bool closed_ = false;  // Under the feed's mutex.
};

}  // namespace ponder::server
