#include "engine/text_cutter.h"

#include <algorithm>

#include "base/utf8.h"

namespace ponder::engine {

std::size_t TextCutter::held_back() const {
  std::size_t longest = 0;
  for (const std::string& stop : stops_) {
    for (std::size_t n = std::min(stop.size() - 1, pending_.size()); n > longest; --n) {
      if (std::string_view(pending_).ends_with(std::string_view(stop).substr(0, n))) {
        longest = n;
        break;
      }
    }
  }
  return longest;
}

std::string TextCutter::push(std::string_view piece) {
  if (stopped_) return {};
  pending_ += piece;
  std::size_t match = std::string::npos;
  for (const std::string& stop : stops_) {
    const std::size_t at = pending_.find(stop);
    if (at >= match) continue;
    match = at;
    stop_met_ = stop;
  }
  if (match != std::string::npos) {
    stopped_ = true;
    std::string text = utf8_repaired(std::string_view(pending_).substr(0, match));
    pending_.clear();
    return text;
  }
  std::size_t end = pending_.size() - held_back();
  // Never leave in the middle of a character, also where a stop string is held back.
  end -= utf8_cut_bytes(std::string_view(pending_).substr(0, end));
  std::string text = utf8_repaired(std::string_view(pending_).substr(0, end));
  pending_.erase(0, end);
  return text;
}

std::string TextCutter::finish() {
  std::string text = stopped_ ? std::string() : utf8_repaired(pending_);
  pending_.clear();
  return text;
}

}  // namespace ponder::engine
