#include "modes/rounds.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "modes/medoid.h"
#include "modes/text.h"
#include "modes/vote.h"

namespace ponder::modes {
namespace {

// The end of a long attempt, where its result is.
std::string_view compact(std::string_view attempt) {
  return utf8_end(trimmed(attempt), kAttemptBytesMax);
}

void append_attempt(std::string& out, std::size_t number, std::string_view attempt,
                    std::string_view name = "Attempt") {
  out.append("\n\n--- ").append(name) += " " + std::to_string(number) + " ---\n";
  out += compact(attempt);
}

}  // namespace

std::vector<std::size_t> attempts_for(std::size_t k, std::size_t count,
                                      const std::vector<Cluster>& clusters) {
  std::vector<std::size_t> mixed;
  std::size_t deepest = 0;
  for (const Cluster& cluster : clusters) deepest = std::max(deepest, cluster.votes());
  for (std::size_t rank = 0; rank < deepest; ++rank) {
    for (const Cluster& cluster : clusters) {
      if (rank < cluster.votes()) mixed.push_back(cluster.ballots[rank]);
    }
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < std::min(count, mixed.size()); ++i) {
    chosen.push_back(mixed[(k + i) % mixed.size()]);
  }
  return chosen;
}

std::string aggregation_suffix(const std::vector<std::string_view>& attempts,
                               std::string_view ending) {
  std::string out = "\n\nSeveral attempts at this follow. Some may be wrong.";
  std::size_t number = 0;
  for (const std::string_view attempt : attempts) append_attempt(out, ++number, attempt);
  out +=
      "\n--- End of the attempts ---\n\nCompare them, find their mistakes, and work out the right "
      "answer yourself.";
  return out.append(ending);
}

std::string judging_suffix(std::string_view first, std::string_view second,
                           std::string_view ending) {
  std::string out = "\n\nTwo attempts at this follow. At most one of them is right.";
  append_attempt(out, 1, first);
  append_attempt(out, 2, second);
  out +=
      "\n--- End of the attempts ---\n\nCheck both step by step. Your final answer is the number "
      "of "
      "the attempt that is right: 1 or 2.";
  return out.append(ending);
}

std::string synthesis_suffix(const std::vector<std::string_view>& drafts) {
  std::string out = "\n\nDrafts of an answer follow.";
  std::size_t number = 0;
  for (const std::string_view draft : drafts) append_attempt(out, ++number, draft, "Draft");
  return out +
         "\n--- End of the drafts ---\n\nWrite the final answer: keep what is right and best said "
         "in "
         "them, leave out what is wrong, stay as long as they are. Write just the answer.";
}

bool is_fit_synthesis(std::string_view synthesis, const std::vector<std::string_view>& drafts) {
  constexpr double kShortest = 0.4;  // Of the mean draft.
  constexpr double kLongest = 2.0;
  constexpr double kOverlapMin = 0.2;
  if (drafts.empty()) return false;
  double mean = 0.0;
  double overlap = 0.0;
  for (const std::string_view draft : drafts) {
    mean += static_cast<double>(trimmed(draft).size()) / static_cast<double>(drafts.size());
    overlap = std::max(overlap, word_overlap(synthesis, draft));
  }
  const auto size = static_cast<double>(trimmed(synthesis).size());
  return size >= kShortest * mean && size <= kLongest * mean && overlap >= kOverlapMin;
}

}  // namespace ponder::modes
