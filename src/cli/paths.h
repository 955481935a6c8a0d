// Where Ponder keeps its files, by the XDG base directory rules.
#pragma once

#include <filesystem>

#include "cli/config.h"

namespace ponder::cli {

std::filesystem::path default_config_file(const Environment& environment);  // .../config.toml
std::filesystem::path default_data_folder(const Environment& environment);  // ~/.local/share/ponder
std::filesystem::path default_cache_folder(const Environment& environment);  // ~/.cache/ponder

std::filesystem::path models_folder(const Config& config);
// What is being fetched; a model's folder goes when the model is complete.
std::filesystem::path downloads_folder(const Config& config);

}  // namespace ponder::cli
