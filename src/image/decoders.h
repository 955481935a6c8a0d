// One decoder a kind of file; each is given a file whose header was read and found within bounds,
// and answers with the pixels as they are stored, not turned.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "image/image.h"

namespace ponder::image {

// Errors of all: kInvalid (damaged, cut off, other sizes than the header's).
// JPEG can be decoded to a half, a quarter or an eighth: the smallest of them whose longer side has
// at least `side_wanted` pixels (0: whole).
Result<Picture> decode_jpeg(std::string_view bytes, const Header& header,
                            std::uint32_t side_wanted);
Result<Picture> decode_png(std::string_view bytes, const Header& header);
Result<Picture> decode_webp(std::string_view bytes, const Header& header);
Result<Picture> decode_gif(std::string_view bytes, const Header& header);
// Upright, and not larger than `side_wanted` (0: whole). Also kInvalid: libheif's program is
// missing or takes too long.
Result<Picture> decode_heic(std::string_view bytes, const Header& header,
                            std::uint32_t side_wanted);

// A white picture.
Picture blank(std::uint32_t width, std::uint32_t height);

// What `value` with so much `alpha` looks like on white.
inline std::uint8_t on_white(std::uint32_t value, std::uint32_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255U * (255U - alpha) + 127U) / 255U);
}

}  // namespace ponder::image
