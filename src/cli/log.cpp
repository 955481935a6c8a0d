#include "cli/log.h"

#include <spdlog/common.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace ponder::cli {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"error", "warning", "info", "debug"};
constexpr std::array<spdlog::level::level_enum, 4> kLevels = {
    spdlog::level::err, spdlog::level::warn, spdlog::level::info, spdlog::level::debug};

}  // namespace

std::string_view log_level_name(LogLevel level) {
  return kNames.at(static_cast<std::size_t>(level));
}

std::optional<LogLevel> log_level_from_name(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<LogLevel>(found - kNames.begin());
}

void set_up_log(LogLevel level) {
  auto logger = std::make_shared<spdlog::logger>(
      "ponder", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_level(kLevels.at(static_cast<std::size_t>(level)));
  logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace ponder::cli
