#include "llama/download.h"

#include <common.h>
#include <download.h>
#include <http.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <vector>

#include "base/sha256.h"
#include "llama/library.h"

namespace ponder::llama {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kConnectTimeout{10};
constexpr std::chrono::seconds kReadTimeout{20};
constexpr std::size_t kListedMax = 12;                         // Files that an error message lists.
constexpr const char* kPartialSuffix = ".downloadInProgress";  // llama.cpp's.

std::string token_from_environment() {
  const char* token = std::getenv("HF_TOKEN");
  return token == nullptr ? std::string() : std::string(token);
}

bool is_repo_name(const std::string& repo) {
  const auto slash = repo.find('/');
  return slash != std::string::npos && slash > 0 && slash + 1 < repo.size() &&
         repo.find("..") == std::string::npos &&
         std::ranges::count_if(repo, [](unsigned char c) {
           return std::isalnum(c) == 0 && c != '_' && c != '-' && c != '.';
         }) == 1;
}

// The path of a URL, with what may not stand there as it is written as %XX.
std::string percent_encoded(const std::string& path) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  constexpr std::string_view kAllowed = "-._~/";
  std::string result;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || kAllowed.find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return result;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

bool is_model(const std::string& path) {
  if (!path.ends_with(".gguf")) return false;
  const std::string name = path.substr(path.rfind('/') + 1);
  return std::ranges::none_of(
      std::array<const char*, 5>{"mmproj", "imatrix", "mtp-", "eagle3-", "dflash-"},
      [&](const char* other) { return name.find(other) != std::string::npos; });
}

bool is_split(const std::string& path) { return path.find("-of-0") != std::string::npos; }

// Whether `path` is named after `quantisation`: "model-q4_k_m.gguf" after "Q4_K_M".
bool is_quantised(const std::string& path, const std::string& quantisation) {
  const std::string name = upper(path), wanted = upper(quantisation);
  for (auto at = name.find(wanted); at != std::string::npos; at = name.find(wanted, at + 1)) {
    const char after = name[std::min(at + wanted.size(), name.size() - 1)];
    const bool begins =
        at == 0 || name[at - 1] == '-' || name[at - 1] == '.' || name[at - 1] == '/';
    if (begins && (after == '.' || after == '-' || after == '/')) return true;
  }
  return false;
}

HubFile to_file(const nlohmann::json& item, const std::string& repo) {
  HubFile file;
  file.path = item.at("path").get<std::string>();
  file.url = common_get_model_endpoint() + repo + "/resolve/main/" + percent_encoded(file.path);
  file.bytes = item.value("size", std::uint64_t{0});
  if (const auto lfs = item.find("lfs"); lfs != item.end() && lfs->is_object()) {
    const std::string sum = lfs->value("oid", "");
    const bool is_sum = sum.size() == 64 && std::ranges::all_of(sum, [](unsigned char c) {
                          return std::isxdigit(c) != 0;
                        });
    if (is_sum) file.sha256 = sum;
    file.bytes = lfs->value("size", file.bytes);
  }
  return file;
}

Error refused(const std::string& repo, int status) {
  const std::string hub = common_get_model_endpoint();
  if (status == 404 || (status == 401 && token_from_environment().empty())) {
    return Error{ErrorCode::kNotFound, hub + " has no public repository " + repo +
                                           "; check the name, or set HF_TOKEN if it is yours"};
  }
  if (status == 401 || status == 403) {
    return Error{ErrorCode::kForbidden, hub + " does not let you have " + repo +
                                            "; accept its licence there and set HF_TOKEN"};
  }
  return Error{ErrorCode::kUnavailable,
               hub + " answered with status " + std::to_string(status) + "; try again later"};
}

// All files of a repository.
Result<std::vector<HubFile>> list(const std::string& repo) {
  const std::string hub = common_get_model_endpoint();
  try {
    auto [client, url] =
        common_http_client(hub + "api/models/" + repo + "/tree/main?recursive=true");
    client.set_connection_timeout(kConnectTimeout);
    client.set_read_timeout(kReadTimeout);
    httplib::Headers headers{{"User-Agent", "ponder"}};
    if (const auto token = token_from_environment(); !token.empty()) {
      headers.emplace("Authorization", "Bearer " + token);
    }
    const auto response = client.Get(url.path, headers);
    if (!response) {
      return Error{ErrorCode::kUnavailable, "cannot reach " + hub + " (" +
                                                httplib::to_string(response.error()) +
                                                "); is this machine offline?"};
    }
    if (response->status != 200) return refused(repo, response->status);
    std::vector<HubFile> files;
    for (const auto& item : nlohmann::json::parse(response->body)) {
      if (item.value("type", "") == "file") files.push_back(to_file(item, repo));
    }
    return files;
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorCode::kIo, hub + " answered with something that is not a list of files"};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kUnavailable, "cannot reach " + hub + ": " + error.what()};
  }
}

const HubFile* choose(const std::vector<HubFile>& files, const std::string& wanted) {
  const auto first = [&](const auto& matches) -> const HubFile* {
    const auto found = std::ranges::find_if(files, matches);
    return found == files.end() ? nullptr : &*found;
  };
  if (!wanted.empty()) {
    if (const auto* exact = first([&](const HubFile& file) { return file.path == wanted; })) {
      return exact;
    }
  }
  const std::vector<std::string> quantisations = wanted.empty()
                                                     ? std::vector<std::string>{"Q4_K_M", "Q8_0"}
                                                     : std::vector<std::string>{wanted};
  for (const std::string& one : quantisations) {
    const auto* found = first(
        [&](const HubFile& file) { return is_model(file.path) && is_quantised(file.path, one); });
    if (found != nullptr) return found;
  }
  if (!wanted.empty()) return nullptr;
  return first([](const HubFile& file) { return is_model(file.path); });
}

std::string listed(const std::vector<HubFile>& files) {
  std::string text;
  std::size_t count = 0;
  for (const HubFile& file : files) {
    if (!is_model(file.path)) continue;
    if (++count > kListedMax) return text + ", ...";
    text += (text.empty() ? "" : ", ") + file.path;
  }
  return text.empty() ? "no GGUF file" : text;
}

// Thrown out of llama.cpp's downloader: its own way to stop deletes what was fetched.
struct Stopped {};

class Callback : public common_download_callback {
 public:
  explicit Callback(const DownloadProgress& progress) : progress_(progress) {}
  void on_start(const common_download_progress& state) override { on_update(state); }
  void on_update(const common_download_progress& state) override {
    if (progress_ && !progress_(state.downloaded, state.total)) throw Stopped{};
  }
  void on_done(const common_download_progress&, bool) override {}

 private:
  const DownloadProgress& progress_;
};

std::uint64_t size_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : size;
}

// Puts what an earlier try left to where the downloader goes on with it, or, if all is there, to
// `target`. A file that is too long cannot be the right one.
void take_up(const HubFile& file, const fs::path& target, const fs::path& partial) {
  std::error_code ignored;
  if (fs::exists(target, ignored)) fs::rename(target, partial, ignored);
  const std::uint64_t have = size_of(partial);
  if (file.bytes == 0 || have > file.bytes) fs::remove(partial, ignored);
  if (file.bytes != 0 && have == file.bytes) fs::rename(partial, target, ignored);
}

Error broken_off(const HubFile& file, const fs::path& target, const fs::path& partial) {
  const std::uint64_t have = size_of(partial);
  std::error_code error;
  const auto space = fs::space(target.parent_path(), error);
  if (!error && file.bytes > have && space.available < file.bytes - have) {
    return Error{ErrorCode::kNoSpace, target.parent_path().string() + " has " +
                                          std::to_string(space.available) + " bytes left; " +
                                          std::to_string(file.bytes - have) + " more are needed"};
  }
  return Error{ErrorCode::kUnavailable, "the download of " + file.path + " broke off after " +
                                            std::to_string(have) + " of " +
                                            std::to_string(file.bytes) +
                                            " bytes; the same command goes on from there"};
}

Result<void> check(const HubFile& file, const fs::path& target, const DownloadProgress& progress) {
  const auto wrong = [&](const std::string& what) {
    std::error_code ignored;
    fs::remove(target, ignored);
    return Error{ErrorCode::kIo, file.path + " arrived damaged (" + what + "); it was deleted, " +
                                     "fetch it again"};
  };
  const std::uint64_t bytes = size_of(target);
  if (file.bytes != 0 && bytes != file.bytes) {
    return wrong(std::to_string(bytes) + " bytes instead of " + std::to_string(file.bytes));
  }
  if (file.sha256.empty()) return {};
  const auto sum =
      sha256_of_file(target, [&](std::uint64_t) { return !progress || progress(bytes, bytes); });
  if (!sum) return sum.error();
  if (*sum != file.sha256) return wrong("SHA-256 " + *sum + " instead of " + file.sha256);
  return {};
}

}  // namespace

Result<HubFile> find_on_hub(const std::string& repo, const std::string& file) {
  init_library();
  if (!is_repo_name(repo)) {
    return invalid("a repository of the hub is written OWNER/REPO, not \"" + repo + "\"");
  }
  const auto files = list(repo);
  if (!files) return files.error();
  const HubFile* chosen = choose(*files, file);
  if (chosen == nullptr) {
    return Error{ErrorCode::kNotFound,
                 repo + (file.empty() ? " holds no model" : " holds no \"" + file + "\"") +
                     "; it has " + listed(*files)};
  }
  if (is_split(chosen->path)) {
    return invalid(chosen->path +
                   " is one of several files of one model, which cannot be pulled; "
                   "choose a smaller quantisation: " +
                   listed(*files));
  }
  return *chosen;
}

Result<void> download(const HubFile& file, const fs::path& target,
                      const DownloadProgress& progress) {
  init_library();
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) {
    return Error{ErrorCode::kIo,
                 "cannot make " + target.parent_path().string() + ": " + error.message()};
  }
  const fs::path partial = target.string() + kPartialSuffix;
  take_up(file, target, partial);
  if (!fs::exists(target, error)) {
    Callback callback(progress);
    common_download_opts options;
    options.bearer_token = token_from_environment();
    options.callback = &callback;
    int status = -1;
    try {
      status = common_download_file_single(file.url, target.string(), options, true);
    } catch (const Stopped&) {
      return Error{ErrorCode::kCancelled, "the download was stopped; the same command goes on"};
    } catch (const std::exception& failed) {
      return Error{ErrorCode::kUnavailable, "cannot fetch " + file.url + ": " + failed.what()};
    }
    if (status < 200 || status >= 400) return broken_off(file, target, partial);
  }
  return check(file, target, progress);
}

}  // namespace ponder::llama
