#include "modes/repetition.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace ponder::modes {
namespace {

constexpr std::size_t kLookEach = 64;  // Bytes.
constexpr std::size_t kEndBytes = kRepetitionsMin * kRepeatedPieceMax;

}  // namespace

bool ends_in_repetition(std::string_view text) {
  const std::size_t bytes = std::min(text.size(), kEndBytes);
  const auto from_end = [&](std::size_t i) { return text[text.size() - 1 - i]; };
  // border[i]: how much of the last i + 1 bytes, read backwards, is both their beginning and end.
  std::vector<std::size_t> border(bytes, 0);
  for (std::size_t i = 1; i < bytes; ++i) {
    std::size_t length = border[i - 1];
    while (length > 0 && from_end(i) != from_end(length)) length = border[length - 1];
    if (from_end(i) == from_end(length)) ++length;
    border[i] = length;
    const std::size_t piece = i + 1 - length;
    if (i + 1 >= kRepeatedBytesMin && i + 1 >= kRepetitionsMin * piece) return true;
  }
  return false;
}

bool RepetitionWatcher::add(std::string_view piece) {
  if (found_) return true;
  end_ += piece;
  unseen_ += piece.size();
  if (unseen_ < kLookEach) return false;
  unseen_ = 0;
  if (end_.size() > kEndBytes) end_.erase(0, end_.size() - kEndBytes);
  found_ = ends_in_repetition(end_);
  return found_;
}

}  // namespace ponder::modes
