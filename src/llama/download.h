// Model files from the Hugging Face hub, through llama.cpp's own downloader. MODEL_ENDPOINT (or
// HF_ENDPOINT) names another hub, HF_TOKEN opens what is not public; these are read from the
// environment, as llama.cpp does.
//
// Nothing here is called unless the user asked for a download.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"

namespace ponder::llama {

struct HubFile {
  std::string path;  // In the repository.
  std::string url;
  std::string sha256;       // 64 hexadecimal digits; empty where the hub does not say.
  std::uint64_t bytes = 0;  // 0: the hub does not say.
};

// Looks a file up in repository `repo` ("OWNER/REPO"). `file`: its path there, or a quantisation
// such as "Q8_0"; empty: Q4_K_M, else Q8_0, else the first model there. Waits at most a few seconds
// for an answer. Errors: kInvalid (not a repository's name; a model in several files), kNotFound
// (says which files are there), kForbidden, kUnavailable (no connection), kIo (nonsense answered).
Result<HubFile> find_on_hub(const std::string& repo, const std::string& file);

// Told the bytes that are there and all there will be; false stops the download.
using DownloadProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

// Fetches to `target`, whose folder is made, and checks size and sum. Goes on with what an earlier
// try left: `target` itself or `target` + ".downloadInProgress". Only a whole file with the right
// sum is left at `target`; a wrong one is deleted. Errors: kCancelled (what is there stays),
// kUnavailable (the connection broke; what is there stays), kNoSpace, kIo.
Result<void> download(const HubFile& file, const std::filesystem::path& target,
                      const DownloadProgress& progress);

}  // namespace ponder::llama
