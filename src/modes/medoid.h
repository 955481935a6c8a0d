// The draft that is most like all the others: the choice among texts that no vote can count.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ponder::modes {

// Shared words of two texts, each as often as both have it, over the mean of their lengths: 0 to 1.
double word_overlap(std::string_view a, std::string_view b);

// The index of the text with the highest mean overlap with the others; the earliest of equals.
// `texts` is not empty. Of two texts it is the first.
std::size_t medoid(const std::vector<std::string_view>& texts);

}  // namespace ponder::modes
