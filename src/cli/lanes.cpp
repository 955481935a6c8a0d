#include "cli/lanes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/event.h"
#include "chat/reduce.h"
#include "cli/progress.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

constexpr std::size_t kRoleColumns = 12;
constexpr std::size_t kTokenColumns = 6;
constexpr std::size_t kChipColumns = 14;
constexpr std::size_t kVoteBarColumns = 10;
constexpr std::size_t kNarrow = 60;  // Below: no role, no tokens.
constexpr std::size_t kVotesShown = 3;

std::string spinner(const LaneLook& look) {
  constexpr std::array<const char*, 8> kRound = {"\u280B", "\u2819", "\u2838", "\u2834",
                                                 "\u2826", "\u2807", "\u280F", "\u2839"};
  constexpr std::array<const char*, 4> kPlain = {"|", "/", "-", "\\"};
  return look.unicode ? kRound.at(look.tick % kRound.size()) : kPlain.at(look.tick % kPlain.size());
}

bool leads(const chat::TurnState& state, const chat::BranchState& agent) {
  return !agent.answer.empty() && !state.tallies.empty() &&
         state.tallies.front().normalised == agent.normalised;
}

// How the agent is: at work, answered (with the leader or not), stopped, failed.
std::string mark(const chat::TurnState& state, const chat::BranchState& agent,
                 const LaneLook& look) {
  if (!agent.finish && !state.finish && agent.answer.empty()) return spinner(look);
  if (leads(state, agent)) return look.style.good(look.unicode ? "\u2713" : "+");
  if (!agent.answer.empty()) return look.style.other(look.unicode ? "\u2260" : "!");
  if (agent.finish == chat::FinishReason::kFailed) return look.style.bad("x");
  return look.style.dim(look.unicode ? "\u00B7" : ".");
}

std::string all_text(const chat::BranchState& agent) {
  std::string text;
  for (const chat::PartState& part : agent.parts) text += part.text + " ";
  return text;
}

// Events carry no token counts before an agent is done: about four bytes are one token.
std::string tokens(const chat::BranchState& agent, std::size_t bytes) {
  constexpr std::size_t kBytesPerToken = 4;
  if (agent.finish) return std::to_string(agent.usage.tokens_new);
  return bytes == 0 ? "" : "~" + std::to_string(std::max<std::size_t>(1, bytes / kBytesPerToken));
}

std::string chip(const chat::TurnState& state, const chat::BranchState& agent,
                 const LaneLook& look) {
  if (agent.answer.empty()) return {};
  const std::string text = "[" + first_columns(one_line(agent.answer), kChipColumns - 2) + "]";
  return leads(state, agent) ? look.style.good(text) : look.style.other(text);
}

std::string right_aligned(const std::string& text, std::size_t columns) {
  const std::size_t width = columns_of(text);
  return width >= columns ? first_columns(text, columns) : std::string(columns - width, ' ') + text;
}

std::string lane(const chat::TurnState& state, const chat::BranchState& agent,
                 const LaneLook& look) {
  const std::string text = one_line(all_text(agent));
  std::string line =
      right_aligned(std::to_string(agent.branch), 2) + " " + mark(state, agent, look) + " ";
  std::size_t used = 5;
  if (look.columns >= kNarrow) {
    line += padded(one_line(agent.role), kRoleColumns) + " " +
            look.style.dim(right_aligned(tokens(agent, text.size()), kTokenColumns)) + "  ";
    used += kRoleColumns + kTokenColumns + 3;
  }
  const std::size_t chip_room = agent.answer.empty() ? 0 : kChipColumns + 1;
  if (look.columns > used + chip_room) {
    const std::size_t room = look.columns - used - chip_room;
    line += look.style.dim(padded(last_columns(text, room), chip_room > 0 ? room : 0));
    if (chip_room == 0) line += look.style.dim(last_columns(text, room));
  }
  if (chip_room > 0) line += " " + chip(state, agent, look);
  return line;
}

// How the vote stands, or when it is expected to close.
std::string outlook(const chat::TurnState& state) {
  if (state.decided) return "decided";
  if (state.finish || !state.forecast || state.forecast->expected_ms == 0) return {};
  const std::uint64_t seconds = (state.forecast->expected_ms + 999) / 1000;
  return "about " + std::to_string(seconds) + " s in all";
}

std::string vote_line(const chat::TurnState& state, const LaneLook& look) {
  std::string plain = "   ";
  std::string line = "   ";
  for (std::size_t i = 0; i < std::min(kVotesShown, state.tallies.size()); ++i) {
    const chat::Tally& tally = state.tallies[i];
    const std::string text = first_columns(one_line(tally.answer), kChipColumns - 2) + " " +
                             bar(tally.weight, kVoteBarColumns, look.unicode) + " " +
                             std::to_string(tally.agents.size()) + "   ";
    if (columns_of(plain) + columns_of(text) > look.columns) break;
    plain += text;
    line += i == 0 ? look.style.good(text) : look.style.other(text);
  }
  const std::string end = outlook(state);
  if (columns_of(plain) + end.size() <= look.columns) {
    line += state.decided ? look.style.bold(end) : look.style.dim(end);
  }
  return line;
}

}  // namespace

std::vector<std::string> lane_lines(const chat::TurnState& state, const LaneLook& look) {
  std::vector<std::string> lines;
  for (const chat::BranchState& agent : state.branches) {
    if (agent.branch != 0) lines.push_back(lane(state, agent, look));
  }
  if (!lines.empty()) lines.push_back(vote_line(state, look));
  return lines;
}

}  // namespace ponder::cli
