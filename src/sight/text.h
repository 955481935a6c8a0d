// The text in a picture, whichever way it stands: level lines, lines that run askew, upside down,
// and seven-segment displays.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "image/image.h"
#include "sight/reading.h"

namespace ponder::sight {

struct TextRead {
  std::vector<Line> lines;
  std::uint32_t turned = 0;  // As Reading has it.
};

// Tries one way after the other until something is read clearly; the best attempt counts. Errors:
// those of read_lines().
Result<TextRead> read_text(const image::Picture& picture);

}  // namespace ponder::sight
