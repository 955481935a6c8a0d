#include "server/turn_feed.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/limits.h"

namespace ponder::server {

void TurnFeed::publish(const std::vector<store::EventRow>& rows, bool last) {
  {
    const std::lock_guard lock(mutex_);
    for (const store::EventRow& row : rows) {
      PONDER_CHECK(row.seq == rows_.size() + 1);
      rows_.push_back(std::make_shared<const store::EventRow>(row));
    }
    ended_ = ended_ || last;
  }
  changed_.notify();
}

std::uint64_t TurnFeed::last_seq() const {
  const std::lock_guard lock(mutex_);
  return rows_.size();
}

TurnPage TurnFeed::page_after(std::uint64_t seq) const {
  const std::lock_guard lock(mutex_);
  TurnPage page;
  const std::size_t begin = std::min<std::size_t>(seq, rows_.size());
  const std::size_t end = std::min(begin + limits::kPageRowsMax, rows_.size());
  for (std::size_t i = begin; i < end; ++i) page.rows.push_back(rows_[i]);
  page.ended = ended_ && end == rows_.size();
  return page;
}

FeedReader::FeedReader(std::shared_ptr<TurnFeed> feed, std::uint64_t after_seq)
    : feed_(std::move(feed)), seen_seq_(after_seq) {}

Result<std::shared_ptr<FeedReader>> FeedReader::open(std::shared_ptr<TurnFeed> feed,
                                                     std::uint64_t after_seq) {
  {
    const std::lock_guard lock(feed->mutex_);
    if (feed->readers_ >= limits::kSubscribersPerTurnMax) {
      return Error{ErrorCode::kOverloaded,
                   "This turn is already read by " + std::to_string(feed->readers_) +
                       " streams, which is the limit. Close one and try again."};
    }
    ++feed->readers_;
  }
  return std::shared_ptr<FeedReader>(new FeedReader(std::move(feed), after_seq));
}

FeedReader::~FeedReader() {
  const std::lock_guard lock(feed_->mutex_);
  --feed_->readers_;
}

Task<Result<TurnPage>> FeedReader::next() {
  for (;;) {
    const std::uint64_t version = feed_->changed_.version();
    {
      const std::lock_guard lock(feed_->mutex_);
      if (closed_) co_return TurnPage{.rows = {}, .ended = true};
    }
    TurnPage page = feed_->page_after(seen_seq_);
    if (page.ended || !page.rows.empty()) {
      if (!page.rows.empty()) seen_seq_ = page.rows.back()->seq;
      co_return page;
    }
    co_await feed_->changed_.changed_since(version);
  }
}

void FeedReader::close() {
  {
    const std::lock_guard lock(feed_->mutex_);
    closed_ = true;
  }
  feed_->changed_.notify();
}

}  // namespace ponder::server
