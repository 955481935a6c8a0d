// Seven-segment displays, which Tesseract does not read: strokes with gaps between them.
#pragma once

#include <optional>

#include "image/image.h"
#include "sight/reading.h"

namespace ponder::sight {

// The signs of the largest row of a display, where each of at least two and at most eight is one: 0
// to 9, A, b, C, d, E, F, H, L, P and U. The picture has dark text on light ground
// (image::for_reading) and is nearly level; strokes may lean a little. Takes some ten milliseconds.
std::optional<Line> read_segments(const image::Picture& picture);

}  // namespace ponder::sight
