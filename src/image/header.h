// Readers of the headers of each kind of file. They look at bytes only and decode nothing.
#pragma once

#include <string_view>

#include "base/result.h"
#include "image/image.h"

namespace ponder::image {

// Each is given a file that begins as its kind does. Errors: kInvalid.
Result<Header> png_header(std::string_view bytes);
Result<Header> jpeg_header(std::string_view bytes);
Result<Header> webp_header(std::string_view bytes);
Result<Header> gif_header(std::string_view bytes);
Result<Header> heic_header(std::string_view bytes);

// The orientation that a block of EXIF (it begins with "II" or "MM") gives; upright where it gives
// none or is damaged.
Orientation exif_orientation(std::string_view tiff);

Error damaged(Format format, std::string_view what);

}  // namespace ponder::image
