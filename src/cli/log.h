// What is logged goes to stderr, so that stdout belongs to answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ponder::cli {

enum class LogLevel : std::uint8_t { kError, kWarning, kInfo, kDebug };

std::string_view log_level_name(LogLevel level);  // "error", "warning", "info", "debug".
std::optional<LogLevel> log_level_from_name(std::string_view name);

// Replaces the process's logger.
void set_up_log(LogLevel level);

}  // namespace ponder::cli
