// The first frame of a GIF through giflib, on a white canvas. What follows it is not read.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "image/decoders.h"
#include "image/header.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::image {
namespace {

struct Source {
  std::string_view bytes;
  std::size_t at = 0;
};

int read_bytes(GifFileType* file, GifByteType* to, int count) {
  auto& source = *static_cast<Source*>(file->UserData);
  const std::string_view got =
      bytes_at(source.bytes, source.at, static_cast<std::size_t>(std::max(0, count)));
  std::copy_n(unsigned_bytes(got), got.size(), to);
  source.at += got.size();
  return static_cast<int>(got.size());
}

struct Closed {
  void operator()(GifFileType* file) const {
    int ignored = 0;
    DGifCloseFile(file, &ignored);
  }
};

constexpr int kOpaque = -1;

// What comes before the first frame; the index that is transparent, or kOpaque.
Result<int> find_frame(GifFileType* file) {
  int transparent = kOpaque;
  for (std::size_t i = 0; i < kMarkersMax; ++i) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(file, &type) == GIF_ERROR) break;
    if (type == IMAGE_DESC_RECORD_TYPE) return transparent;
    if (type != EXTENSION_RECORD_TYPE) break;
    int code = 0;
    GifByteType* block = nullptr;  // Its first byte is its length.
    if (DGifGetExtension(file, &code, &block) == GIF_ERROR) break;
    GraphicsControlBlock control{};
    if (code == GRAPHICS_EXT_FUNC_CODE && block != nullptr &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
      transparent = control.TransparentColor;
    }
    while (block != nullptr) {
      if (DGifGetExtensionNext(file, &block) == GIF_ERROR) {
        return damaged(Format::kGif, "it ends before its first frame");
      }
    }
  }
  return damaged(Format::kGif, "it has no frame");
}

// The rows of an interlaced frame in the order in which they are stored.
std::vector<int> row_order(const GifImageDesc& frame) {
  std::vector<int> order;
  order.reserve(static_cast<std::size_t>(frame.Height));
  struct Pass {
    int first, step;
  };
  constexpr std::array<Pass, 4> kInterlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  constexpr std::array<Pass, 1> kPlain = {{{0, 1}}};
  const auto add = [&](const Pass& pass) {
    for (int y = pass.first; y < frame.Height; y += pass.step) order.push_back(y);
  };
  if (frame.Interlace) {
    std::ranges::for_each(kInterlaced, add);
  } else {
    std::ranges::for_each(kPlain, add);
  }
  return order;
}

void put_row(const std::vector<GifPixelType>& row, const ColorMapObject& colours, int transparent,
             std::uint8_t* target) {
  for (const GifPixelType index : row) {
    if (static_cast<int>(index) != transparent && static_cast<int>(index) < colours.ColorCount) {
      const GifColorType& colour = colours.Colors[index];
      target[0] = colour.Red;
      target[1] = colour.Green;
      target[2] = colour.Blue;
    }
    target += 3;
  }
}

Result<Picture> read_frame(GifFileType* file, const Header& header, int transparent) {
  if (DGifGetImageDesc(file) == GIF_ERROR) return damaged(Format::kGif, "its frame has no header");
  const GifImageDesc& frame = file->Image;
  const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : file->SColorMap;
  if (colours == nullptr) return damaged(Format::kGif, "it has no colours");
  const bool inside = frame.Left >= 0 && frame.Top >= 0 && frame.Width > 0 && frame.Height > 0 &&
                      std::int64_t{frame.Left} + frame.Width <= header.width &&
                      std::int64_t{frame.Top} + frame.Height <= header.height;
  if (!inside) return damaged(Format::kGif, "its frame is not inside the picture");
  Picture picture = blank(header.width, header.height);
  std::vector<GifPixelType> row(static_cast<std::size_t>(frame.Width));
  for (const int y : row_order(frame)) {
    if (DGifGetLine(file, row.data(), frame.Width) == GIF_ERROR) {
      return damaged(Format::kGif, "its pixels are damaged or cut off");
    }
    const auto at = static_cast<std::size_t>(frame.Top + y) * header.width +
                    static_cast<std::size_t>(frame.Left);
    put_row(row, *colours, transparent, picture.rgb.data() + at * 3);
  }
  return picture;
}

}  // namespace

Result<Picture> decode_gif(std::string_view bytes, const Header& header) {
  Source source{bytes};
  int code = 0;
  const std::unique_ptr<GifFileType, Closed> file(DGifOpen(&source, read_bytes, &code));
  if (file == nullptr) return damaged(Format::kGif, "its header is damaged");
  const Result<int> transparent = find_frame(file.get());
  if (!transparent) return transparent.error();
  return read_frame(file.get(), header, *transparent);
}

}  // namespace ponder::image
