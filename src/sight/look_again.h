// A second look at lines that were read without being sure: each cut out, brought to the size that
// Tesseract reads best, and read by itself.
#pragma once

#include <vector>

#include "image/image.h"
#include "sight/reading.h"

namespace ponder::sight {

// `view`: the picture in whose pixels the lines' boxes are. Looks at kLooksMax lines at most; where
// a look fails, the line stays as it was read.
void look_again(const image::Picture& view, std::vector<Line>& lines);

// Of two readings of one line, word by word the surer one where both have as many words, else the
// one that is surer as a whole. Its place is that of `first`.
Line surer_of(const Line& first, const Line& second);

}  // namespace ponder::sight
