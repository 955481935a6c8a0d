#include "image/keep.h"

#include <string_view>
#include <utility>

#include "base/result.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::image {

Result<Kept> keep(std::string_view bytes, const Bounds& bounds) {
  constexpr int kQuality = 92;
  const auto header = inspect(bytes, bounds);
  if (!header) return header.error();
  const auto picture = decode(bytes, kModelSideMax, bounds);
  if (!picture) return picture.error();
  Kept kept;
  kept.width = picture->width;
  kept.height = picture->height;
  if (header->format == Format::kPng || header->format == Format::kGif) {
    kept.file = encode_png(*picture);
    if (kept.file.size() <= kKeptPngBytesMax) return kept;
  }
  kept.file = encode_jpeg(*picture, kQuality);
  kept.format = Format::kJpeg;
  return kept;
}

}  // namespace ponder::image
