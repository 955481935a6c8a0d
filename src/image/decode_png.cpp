// PNG through libpng's simplified interface: it composes on white and needs no longjmp here.
#include <png.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "image/decoders.h"
#include "image/header.h"
#include "image/image.h"

namespace ponder::image {

Result<Picture> decode_png(std::string_view bytes, const Header& header) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    return damaged(Format::kPng, std::string("cannot be decoded: ") + &png.message[0]);
  }
  if (png.width != header.width || png.height != header.height) {
    png_image_free(&png);
    return damaged(Format::kPng, "it has two sizes");
  }
  png.format = PNG_FORMAT_RGB;
  Picture picture = blank(png.width, png.height);
  const png_color white{255, 255, 255};
  if (png_image_finish_read(&png, &white, picture.rgb.data(), 0, nullptr) == 0) {
    return damaged(Format::kPng, std::string("cannot be decoded: ") + &png.message[0]);
  }
  return picture;
}

}  // namespace ponder::image
