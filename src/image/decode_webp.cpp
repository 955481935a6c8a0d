// WebP through libwebp; of an animation its first frame.
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "image/decoders.h"
#include "image/header.h"
#include "image/image.h"

namespace ponder::image {
namespace {

struct Pixels {
  std::uint32_t width = 0, height = 0;
  bool transparent = false;
  std::vector<std::uint8_t> bytes;  // 4 a pixel where it is transparent, else 3.
};

// At most `canvas` large.
Result<Pixels> decode_frame(const std::uint8_t* data, std::size_t size, const Header& canvas) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(data, size, &features) != VP8_STATUS_OK || features.has_animation != 0) {
    return damaged(Format::kWebp, "its frame has no header");
  }
  Pixels pixels{static_cast<std::uint32_t>(features.width),
                static_cast<std::uint32_t>(features.height),
                features.has_alpha != 0,
                {}};
  if (pixels.width > canvas.width || pixels.height > canvas.height) {
    return damaged(Format::kWebp, "its frame is larger than the picture");
  }
  const std::size_t row = std::size_t{pixels.transparent ? 4U : 3U} * pixels.width;
  pixels.bytes.resize(row * pixels.height);
  const auto stride = static_cast<int>(row);
  const std::uint8_t* done =
      pixels.transparent
          ? WebPDecodeRGBAInto(data, size, pixels.bytes.data(), pixels.bytes.size(), stride)
          : WebPDecodeRGBInto(data, size, pixels.bytes.data(), pixels.bytes.size(), stride);
  if (done == nullptr) return damaged(Format::kWebp, "its pixels are damaged or cut off");
  return pixels;
}

void put(const Pixels& from, std::uint32_t left, std::uint32_t top, Picture& onto) {
  const std::size_t step = from.transparent ? 4 : 3;
  const std::uint32_t width = std::min(from.width, onto.width - std::min(onto.width, left));
  const std::uint32_t height = std::min(from.height, onto.height - std::min(onto.height, top));
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::uint8_t* source = from.bytes.data() + std::size_t{y} * from.width * step;
    std::uint8_t* target = onto.rgb.data() + (std::size_t{top + y} * onto.width + left) * 3;
    for (std::uint32_t x = 0; x < width; ++x, source += step, target += 3) {
      const std::uint32_t alpha = from.transparent ? source[3] : 255U;
      for (std::size_t i = 0; i < 3; ++i) target[i] = on_white(source[i], alpha);
    }
  }
}

struct Freed {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

Result<Picture> first_frame(std::string_view bytes, const Header& header) {
  const WebPData data{unsigned_bytes(bytes), bytes.size()};
  const std::unique_ptr<WebPDemuxer, Freed> demuxer(WebPDemux(&data));
  WebPIterator frame{};
  if (demuxer == nullptr || WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) {
    return damaged(Format::kWebp, "it has no first frame");
  }
  const Result<Pixels> pixels = decode_frame(frame.fragment.bytes, frame.fragment.size, header);
  const auto left = static_cast<std::uint32_t>(std::max(0, frame.x_offset));
  const auto top = static_cast<std::uint32_t>(std::max(0, frame.y_offset));
  WebPDemuxReleaseIterator(&frame);
  if (!pixels) return pixels.error();
  Picture picture = blank(header.width, header.height);
  put(*pixels, left, top, picture);
  return picture;
}

}  // namespace

Result<Picture> decode_webp(std::string_view bytes, const Header& header) {
  if (header.animated) return first_frame(bytes, header);
  Result<Pixels> pixels = decode_frame(unsigned_bytes(bytes), bytes.size(), header);
  if (!pixels) return pixels.error();
  if (pixels->width != header.width || pixels->height != header.height) {
    return damaged(Format::kWebp, "it has two sizes");
  }
  if (!pixels->transparent) return Picture{header.width, header.height, std::move(pixels->bytes)};
  Picture picture = blank(header.width, header.height);
  put(*pixels, 0, 0, picture);
  return picture;
}

}  // namespace ponder::image
