// The models of this machine: what lies in the models folder, and what --model may name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config.h"
#include "local/loaded_model.h"
#include "server/model_pool.h"

namespace ponder::cli {

struct LocalModel {
  std::string name;  // The file's name without ".gguf".
  std::filesystem::path path;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_s = 0;  // Unix time.
};

// The starter first, then the newest. Later parts of a split GGUF are not models of their own.
std::vector<LocalModel> local_models(const std::filesystem::path& folder);

// Told the name and how far its loading is (0 to 1), on the thread that loads.
using LoadProgress = std::function<void(const std::string& name, float share)>;

// What the model that `config.model` names needs to be served; without a name the default one,
// which is no embedding model if there is another.
// Errors: kNotFound (says how to get it), kInvalid and kIo (the file is none that can be served).
Result<server::ModelEntry> chosen_model(const Config& config, const LoadProgress& on_progress);

// The same for all that are pulled, the default first. Files that cannot be read are left out and
// named in `unusable`. Error kNotFound where there is none at all.
Result<std::vector<server::ModelEntry>> all_models(const Config& config,
                                                   const LoadProgress& on_progress,
                                                   std::vector<std::string>& unusable);

}  // namespace ponder::cli
