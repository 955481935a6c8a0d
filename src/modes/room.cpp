#include "modes/room.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "chat/event.h"
#include "generate/generator.h"

namespace ponder::modes {
namespace {

// Text has about four; the rest is for what the chat template puts behind it.
constexpr std::size_t kBytesPerToken = 3;

std::uint64_t left_of(std::uint32_t all, std::uint32_t taken) { return all - std::min(all, taken); }

}  // namespace

Room::Room(const generate::Capabilities& capabilities, std::uint32_t trunk_tokens,
           std::uint32_t tokens_new_max)
    : is_bounded_(capabilities.cells > 0),
      cells_left_(left_of(capabilities.cells, trunk_tokens)),
      tokens_max_(std::max(1U, tokens_new_max)) {
  if (capabilities.context_tokens > 0) {
    const std::uint64_t left = left_of(capabilities.context_tokens, trunk_tokens);
    tokens_max_ = std::clamp<std::uint64_t>(left, 1, tokens_max_);
  }
}

void Room::learn(std::uint64_t tokens) {
  ++complete_;
  complete_tokens_ += tokens;
}

std::uint64_t Room::cells_of(std::size_t suffix_bytes, std::uint64_t written) const {
  std::uint64_t expected = kAgentTokensExpected;
  if (complete_ > 0) expected = std::max(expected, complete_tokens_ / complete_);
  return suffix_bytes / kBytesPerToken + std::max(std::min(expected, tokens_max_), written);
}

std::size_t Room::fitting(std::size_t wanted, std::uint64_t cells,
                          std::uint64_t cells_taken) const {
  if (!is_bounded_) return wanted;
  const std::uint64_t free = cells_left_ - std::min(cells_left_, cells_taken);
  const std::uint64_t least = cells_taken == 0 ? 1 : 0;
  return std::min<std::uint64_t>(wanted, std::max(least, free / cells));
}

void Room::note(std::size_t fit, std::size_t wanted) {
  if (fit >= wanted) return;
  fit_ = wanted_ == 0 ? fit : std::min(fit_, fit);
  wanted_ = std::max(wanted_, wanted);
}

void Room::report(chat::Report& report) const {
  report.agents_fit = static_cast<std::uint32_t>(fit_);
  report.agents_wanted = static_cast<std::uint32_t>(wanted_);
}

}  // namespace ponder::modes
