// Pictures: any bytes are decoded within their bounds or refused by name.
#include "image/image.h"

#include "fuzz.h"
#include "image/transform.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ponder;
  const std::string bytes = fuzz::text_of(data, size);
  const image::Bounds bounds{.bytes_max = 1U << 20U, .side_max = 2048, .pixels_max = 1U << 20U};
  const auto header = image::inspect(bytes, bounds);
  if (!header) {
    fuzz::check(header.error());
    fuzz::require(!image::decode(bytes, 0, bounds), "what has no header is not decoded");
    return 0;
  }
  fuzz::require(header->width >= 1 && header->width <= bounds.side_max, "the width is bounded");
  fuzz::require(header->height >= 1 && header->height <= bounds.side_max, "the height is bounded");
  // Another program decodes HEIC, in the sandbox: here its header alone is read.
  if (header->format == image::Format::kHeic) return 0;
  const auto picture = image::decode(bytes, 0, bounds);
  if (!picture) {
    fuzz::check(picture.error());
    return 0;
  }
  const bool swapped = image::swaps_sides(header->orientation);
  fuzz::require(picture->width == (swapped ? header->height : header->width),
                "the picture is as wide as its header says");
  fuzz::require(picture->rgb.size() == std::size_t{3} * picture->width * picture->height,
                "every pixel is there");
  const image::Picture small = image::within_side(*picture, 16);
  fuzz::require(small.width <= 16 && small.height <= 16, "a small picture is small");
  const auto again = image::decode(image::encode_png(small));
  fuzz::require(again.has_value() && *again == small, "what is encoded can be decoded");
  return 0;
}
