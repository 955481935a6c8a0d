// What large models do where their agents do not agree: a round of aggregators, each of which reads
// some of the attempts and answers anew, and then judges that compare the two leading answers in
// both orders; and of drafts of a text one synthesis. Texts and choices only; the panel runs them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "modes/vote.h"

namespace ponder::modes {

inline constexpr std::size_t kAttemptBytesMax = 2000;  // Of an attempt that is read by others.

// Which `count` ballots aggregator `k` reads: of each answer one, then of each a second one, and so
// on, beginning at another place for each aggregator. Fewer where there are fewer ballots.
std::vector<std::size_t> attempts_for(std::size_t k, std::size_t count,
                                      const std::vector<Cluster>& clusters);

// Appended to the question instead of the usual request for steps. `ending` asks for the answer's
// form.
std::string aggregation_suffix(const std::vector<std::string_view>& attempts,
                               std::string_view ending);
// Asks which of two attempts is right: "1" or "2".
std::string judging_suffix(std::string_view first, std::string_view second,
                           std::string_view ending);

// Asks for one text made of the drafts.
std::string synthesis_suffix(const std::vector<std::string_view>& drafts);

// Whether a synthesis may stand for the drafts: it is about as long as they are and shares words
// with them. What fails this is refused, and the best draft is given.
bool is_fit_synthesis(std::string_view synthesis, const std::vector<std::string_view>& drafts);

}  // namespace ponder::modes
