// Turning pictures and making them smaller.
#pragma once

#include <cstdint>

#include "image/image.h"

namespace ponder::image {

// The upright form of a picture that is stored so.
Picture turned(Picture picture, Orientation orientation);

// Not larger than `side_max` (0: any size) on its longer side; its shape stays, and each side has
// at least one pixel. Each new pixel is the mean of the area that it covers.
Picture within_side(Picture picture, std::uint32_t side_max);

// The part that begins at `left` and `top`, cut at the picture's edges; at least one pixel.
Picture cropped(const Picture& picture, std::uint32_t left, std::uint32_t top, std::uint32_t width,
                std::uint32_t height);

}  // namespace ponder::image
