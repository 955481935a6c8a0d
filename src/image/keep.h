// The form in which a picture is kept: upright, without metadata, not larger than models look at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "image/image.h"

namespace ponder::image {

struct Kept {
  std::string file;
  Format format = Format::kPng;  // PNG for drawings that stay small so, else JPEG.
  std::uint32_t width = 0, height = 0;
};

// Its longer side has at most kModelSideMax pixels. The same bytes give the same file. Errors:
// those of decode().
Result<Kept> keep(std::string_view bytes, const Bounds& bounds = {});

}  // namespace ponder::image
