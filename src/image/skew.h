// Text that does not run level: by how much, and the picture turned so that it does.
#pragma once

#include "image/image.h"

namespace ponder::image {

// Of dark text on light ground (for_reading()): the degrees to the right by which turned() makes
// its lines level; -15 to 15. 0 where no angle is clearly better than none.
float skew_of(const Picture& picture);

// Turned by any angle, to the right, around its middle; of the same size, the corners white.
Picture turned_by(const Picture& picture, float degrees);

// Each pixel the mean of it and its neighbours, those beside it counting twice: less grain.
Picture smoothed(const Picture& picture);

}  // namespace ponder::image
