// A file's bytes -> the upright picture.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "image/decoders.h"
#include "image/image.h"
#include "image/transform.h"

namespace ponder::image {
namespace {

Result<Picture> decode_stored(std::string_view bytes, const Header& header,
                              std::uint32_t side_max) {
  switch (header.format) {
    case Format::kPng:
      return decode_png(bytes, header);
    case Format::kJpeg:
      return decode_jpeg(bytes, header, side_max);
    case Format::kWebp:
      return decode_webp(bytes, header);
    case Format::kHeic:
      return decode_heic(bytes, header, side_max);
    case Format::kGif:
      break;
  }
  return decode_gif(bytes, header);
}

}  // namespace

Picture blank(std::uint32_t width, std::uint32_t height) {
  return {width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height, 255)};
}

Result<Picture> decode(std::string_view bytes, std::uint32_t side_max, const Bounds& bounds) {
  const Result<Header> header = inspect(bytes, bounds);
  if (!header) return header.error();
  Result<Picture> stored = decode_stored(bytes, *header, side_max);
  if (!stored) return stored;
  return turned(within_side(std::move(*stored), side_max), header->orientation);
}

}  // namespace ponder::image
