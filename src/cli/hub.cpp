// The Hugging Face hub as a source of pulls, through llama/.
#include "cli/pull.h"
#ifdef PONDER_HAS_LLAMA
#include "cli/interrupt.h"
#include "llama/download.h"
#endif

namespace ponder::cli {

#ifdef PONDER_HAS_LLAMA
namespace {

Result<void> fetch(const std::string& repo, const std::string& file, std::string_view pinned_sum,
                   const std::filesystem::path& target, const FetchProgress& progress) {
  const auto found = llama::find_on_hub(repo, file);
  if (!found) return found.error();
  // Known before a byte is fetched: a file with another sum would only be deleted afterwards.
  if (!pinned_sum.empty() && !found->sha256.empty() && found->sha256 != pinned_sum) {
    return Error{ErrorCode::kNotFound, "The hub's " + found->path +
                                           " is another file than the "
                                           "catalogue's: its SHA-256 is " +
                                           found->sha256 + "."};
  }
  return llama::download(*found, target, [&](std::uint64_t done, std::uint64_t total) {
    progress(FetchPhase::kFetching, done, total);
    return !InterruptFlag::raised();
  });
}

}  // namespace

HubFetch hub_fetch() { return &fetch; }
#else
HubFetch hub_fetch() { return {}; }
#endif

}  // namespace ponder::cli
