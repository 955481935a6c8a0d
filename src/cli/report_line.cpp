#include "cli/report_line.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "cli/text.h"

namespace ponder::cli {
namespace {

std::string one_decimal(double value) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", value);
  return buffer.data();
}

std::string counted(std::uint64_t number, const char* what) {
  return format_count(number) + " " + what + (number == 1 ? "" : "s");
}

// Why the turn ended, where that is worth saying.
std::string ending(chat::FinishReason reason) {
  switch (reason) {
    case chat::FinishReason::kLength:
      return "cut off: no room for more (--max-tokens, --context)";
    case chat::FinishReason::kStoppedByUser:
      return "stopped";
    case chat::FinishReason::kBudget:
      return "out of time";
    case chat::FinishReason::kRepetition:
      return "stopped: it only repeated itself";
    default:
      return {};
  }
}

// The vote, where there was one.
std::string vote(const chat::Report& report) {
  if (report.agents_used == 0) return counted(report.agents_started, "agent") + ", no vote";
  const std::size_t agree = report.tallies.empty() ? 0 : report.tallies.front().agents.size();
  std::string text = std::to_string(agree) + " of " + std::to_string(report.agents_used) + " agree";
  if (report.probability > 0.0F) {
    text += " (right so often in school arithmetic: " +
            std::to_string(std::lround(100.0F * report.probability)) + " %)";
  }
  const std::uint64_t whole = report.tokens_spent + report.tokens_saved;
  if (report.tokens_saved > 0) {
    const auto percent =
        std::lround(100.0 * static_cast<double>(report.tokens_saved) / static_cast<double>(whole));
    text += ", " + std::to_string(percent) + " % of tokens saved";
  }
  return text;
}

}  // namespace

std::string report_line(const chat::TurnState& state) {
  const chat::Report& report = state.report;
  const double seconds = static_cast<double>(report.wall_ms) / 1000.0;
  std::string line = ending(state.finish.value_or(chat::FinishReason::kStop));
  if (!line.empty()) line += ", ";
  if (report.agents_started > 1) {
    line += vote(report);
  } else {
    line += counted(state.usage.tokens_new, "token");
    const auto writing_ms = static_cast<double>(report.wall_ms - report.first_token_ms);
    if (state.usage.tokens_new > 1 && writing_ms > 0.0) {
      line += ", " + one_decimal((state.usage.tokens_new - 1) * 1000.0 / writing_ms) + " tokens/s";
    }
  }
  return line + ", " + format_seconds(seconds);
}

std::string room_line(const chat::Report& report) {
  if (report.agents_wanted == 0) return {};
  return "The context had room for " + counted(report.agents_fit, "agent") +
         " at once instead of " + format_count(report.agents_wanted) + " (--context)";
}

std::string calculation_line(const chat::Calculation& calculation) {
  if (calculation.checked == 0) return {};
  std::string line = "Calculator: " + format_count(calculation.holding) + " of " +
                     counted(calculation.checked, "equation") +
                     (calculation.checked == 1 ? " holds" : " hold");
  for (const chat::WrongEquation& wrong : calculation.wrong) {
    line += "; " + one_line(wrong.left + " = " + wrong.right) + ": ";
    line += wrong.fault == chat::EquationFault::kUnits ? "the units differ" : "the result differs";
  }
  const std::size_t more = calculation.checked - calculation.holding - calculation.wrong.size();
  if (more > 0) line += "; and " + format_count(more) + " more";
  return line;
}

}  // namespace ponder::cli
