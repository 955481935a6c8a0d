#include "cli/local_models.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/catalogue.h"
#include "cli/config.h"
#include "cli/paths.h"
#include "cli/text.h"
#include "generate/generator.h"
#include "local/loaded_model.h"
#include "server/model_pool.h"
#ifdef PONDER_HAS_LLAMA
#include "llama/load.h"
#endif

namespace ponder::cli {
namespace {

constexpr std::string_view kFake = "fake:";
constexpr std::string_view kExtension = ".gguf";

// "NAME-00002-of-00003": only the first part is opened by name.
bool later_part_of_split(std::string_view stem) {
  const std::size_t of = stem.rfind("-of-");
  return of != std::string_view::npos && of >= 5 && stem.substr(of - 5, 5) != "00001" &&
         stem.find_first_not_of("0123456789", of - 5) == of;
}

std::int64_t unix_seconds(std::filesystem::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  return std::chrono::duration_cast<std::chrono::seconds>(system.time_since_epoch()).count();
}

Result<LocalModel> describe(const std::filesystem::path& path) {
  std::error_code error;
  LocalModel model{path.stem().string(), path, std::filesystem::file_size(path, error), 0};
  if (error) {
    return Error{ErrorCode::kNotFound,
                 "Cannot open the model " + path.string() + ": " + error.message() + "."};
  }
  const auto time = std::filesystem::last_write_time(path, error);
  if (!error) model.modified_s = unix_seconds(time);
  return model;
}

std::string names_of(const std::vector<LocalModel>& models) {
  std::string names;
  for (const LocalModel& model : models) names += (names.empty() ? "" : ", ") + model.name;
  return names;
}

Error no_models() {
  const CatalogueModel& starter = *find_in_catalogue(kStarterModel);
  return {ErrorCode::kNotFound,
          "There is no model on this machine yet. `ponder pull` fetches the "
          "starter, " +
              std::string(starter.name) + " (" + format_bytes(starter.size_bytes) +
              "); `ponder models` lists what there is."};
}

Error not_pulled(const std::string& name, const std::vector<LocalModel>& pulled) {
  if (find_in_catalogue(name) != nullptr) {
    return {ErrorCode::kNotFound,
            name + " is not on this machine yet: run `ponder pull " + name + "` first."};
  }
  const std::string have = pulled.empty() ? "none" : names_of(pulled);
  return {ErrorCode::kNotFound, "There is no model " + name + ". Pulled: " + have +
                                    ". `ponder models` lists what can be pulled; a path to a GGUF "
                                    "file works too."};
}

// "mmproj-NAME.gguf", "NAME-mmproj.gguf", "NAME.mmproj.gguf".
bool is_projector(std::string_view stem) {
  return stem.starts_with("mmproj") || stem.ends_with("mmproj");
}

local::LoadOptions load_options(const Config& config, const std::string& name,
                                LoadProgress on_progress) {
  local::LoadOptions options;
  options.context_tokens = config.context;
  options.cells = config.cells;
  options.slots = config.slots;
  options.threads = config.threads;
  options.gpu_layers = config.gpu_layers;
  if (on_progress) {
    options.on_progress = [name, report = std::move(on_progress)](float share) {
      report(name, share);
      return true;
    };
  }
  return options;
}

// Loaded once here, which costs nothing: a wrong script is found before anything is served.
Result<server::ModelEntry> fake_entry(const Config& config) {
  server::ModelEntry entry;
  entry.name = "fake";
  entry.licence = "none";
  entry.load = [spec = config.model, options = load_options(config, "fake", {})] {
    return local::load_fake(spec, options);
  };
  const auto model = entry.load();
  if (!model) return model.error();
  const generate::Capabilities& can = (*model)->generator().capabilities();
  entry.context_tokens = can.context_tokens;
  entry.native_reasoning = can.native_reasoning;
  entry.vision = can.vision;
  if (local::Embedder* embedder = (*model)->embedder()) {
    const local::EmbedderInfo& info = embedder->info();
    entry.embedding_source = info.source;
    entry.embedding_pooling = info.pooling;
    entry.embedding_dimensions = info.dimensions;
  }
  return entry;
}

#ifdef PONDER_HAS_LLAMA
// The file that the model sees with: the one that is set; one that is named for the model and lies
// beside it; the only one in a folder that holds no other model.
std::string projector_for(const Config& config, const std::filesystem::path& model) {
  if (!config.mmproj.empty()) return config.mmproj;
  const std::string stem = model.stem().string();
  const std::filesystem::path folder = model.has_parent_path() ? model.parent_path() : ".";
  std::vector<std::string> projectors;
  std::size_t models = 0;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = file.path().stem().string();
    if (file.path().extension() != kExtension || later_part_of_split(name)) continue;
    if (!is_projector(name)) {
      ++models;
      continue;
    }
    projectors.push_back(file.path().string());
    if (name == "mmproj-" + stem || name == stem + "-mmproj" || name == stem + ".mmproj") {
      return projectors.back();
    }
  }
  return models == 1 && projectors.size() == 1 ? projectors.front() : std::string();
}

Result<server::ModelEntry> entry_of(const Config& config, const LocalModel& model,
                                    LoadProgress on_progress) {
  const auto file = llama::inspect(model.path);
  if (!file) return file.error();
  auto options = load_options(config, model.name, std::move(on_progress));
  options.projector = projector_for(config, model.path);
  server::ModelEntry entry;
  entry.name = model.name;
  entry.vision = !options.projector.empty();
  entry.size_bytes = model.size_bytes;
  entry.memory_bytes = llama::estimate_memory(*file, options);
  entry.context_tokens =
      config.context > 0 ? std::min(config.context, file->context_trained) : file->context_trained;
  const CatalogueModel* known = find_in_catalogue(model.name);
  entry.licence = known != nullptr ? std::string(known->licence) : file->licence;
  entry.native_reasoning = file->native_reasoning;
  entry.embeds_only = file->embeds_only;
  entry.embedding_source = file->embeds_only ? "embedding model" : "chat model";
  entry.embedding_pooling = file->pooling;
  entry.embedding_dimensions = file->embedding_length;
  entry.created_s = model.modified_s;
  entry.load = [path = model.path, name = model.name, options = std::move(options)] {
    return llama::load(path, name, options);
  };
  return entry;
}
#else
Result<server::ModelEntry> entry_of(const Config&, const LocalModel&, const LoadProgress&) {
  return Error{ErrorCode::kUnavailable,
               "This program was built without the model engine (PONDER_LLAMA=OFF): only "
               "--model fake:SCRIPT works."};
}
#endif

bool looks_like_path(const std::string& model) {
  return model.find('/') != std::string::npos || model.ends_with(kExtension);
}

}  // namespace

std::vector<LocalModel> local_models(const std::filesystem::path& folder) {
  std::vector<LocalModel> models;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    const auto& path = file.path();
    const std::string stem = path.stem().string();
    if (path.extension() != kExtension || later_part_of_split(stem) || is_projector(stem)) continue;
    if (auto model = describe(path)) models.push_back(*std::move(model));
  }
  std::ranges::sort(models, [](const LocalModel& a, const LocalModel& b) {
    const auto rank = [](const LocalModel& m) {
      return std::make_pair(m.name == kStarterModel ? 0 : 1, -m.modified_s);
    };
    return std::make_pair(rank(a), a.name) < std::make_pair(rank(b), b.name);
  });
  return models;
}

Result<server::ModelEntry> chosen_model(const Config& config, const LoadProgress& on_progress) {
  if (config.model.starts_with(kFake)) return fake_entry(config);
  if (looks_like_path(config.model)) {
    const auto model = describe(config.model);
    if (!model) return model.error();
    return entry_of(config, *model, on_progress);
  }
  const auto pulled = local_models(models_folder(config));
  if (config.model.empty()) {
    if (pulled.empty()) return no_models();
    std::vector<Result<server::ModelEntry>> others;
    for (const LocalModel& model : pulled) {
      auto entry = entry_of(config, model, on_progress);
      if (entry && !entry->embeds_only) return entry;
      others.push_back(std::move(entry));
    }
    return std::move(others.front());
  }
  const auto found = std::ranges::find(pulled, config.model, &LocalModel::name);
  if (found == pulled.end()) return not_pulled(config.model, pulled);
  return entry_of(config, *found, on_progress);
}

Result<std::vector<server::ModelEntry>> all_models(const Config& config,
                                                   const LoadProgress& on_progress,
                                                   std::vector<std::string>& unusable) {
  const auto pulled = local_models(models_folder(config));
  if (pulled.empty()) return no_models();
  std::vector<server::ModelEntry> entries;
  std::vector<Error> errors;
  for (const LocalModel& model : pulled) {
    auto entry = entry_of(config, model, on_progress);
    if (entry) {
      entries.push_back(*std::move(entry));
      continue;
    }
    unusable.push_back(model.name + ": " + entry.error().message);
    errors.push_back(entry.error());
  }
  if (entries.empty()) return errors.front();
  // The first is the default, and that is a chat model where there is one.
  const auto chats = std::ranges::find(entries, false, &server::ModelEntry::embeds_only);
  if (chats != entries.end()) std::rotate(entries.begin(), chats, chats + 1);
  return entries;
}

}  // namespace ponder::cli
