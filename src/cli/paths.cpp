#include "cli/paths.h"
#include <filesystem>
#include "cli/config.h"

namespace ponder::cli {
namespace {

std::filesystem::path xdg(const Environment& environment, const char* variable,
                          const char* below_home) {
  if (const auto folder = environment(variable); folder && !folder->empty()) {
    return std::filesystem::path(*folder) / "ponder";
  }
  const auto home = environment("HOME");
  const std::filesystem::path base = home && !home->empty() ? *home : ".";
  return base / below_home / "ponder";
}

}  // namespace

std::filesystem::path default_config_file(const Environment& environment) {
  return xdg(environment, "XDG_CONFIG_HOME", ".config") / "config.toml";
}

std::filesystem::path default_data_folder(const Environment& environment) {
  return xdg(environment, "XDG_DATA_HOME", ".local/share");
}

std::filesystem::path default_cache_folder(const Environment& environment) {
  return xdg(environment, "XDG_CACHE_HOME", ".cache");
}

std::filesystem::path models_folder(const Config& config) {
  return std::filesystem::path(config.cache) / "models";
}

std::filesystem::path downloads_folder(const Config& config) {
  return std::filesystem::path(config.cache) / "downloads";
}

}  // namespace ponder::cli
