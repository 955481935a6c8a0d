// HEIC, as phones make it: the boxes of its header are read here, the pixels by a program of
// libheif's in the sandbox.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "image/decoders.h"
#include "image/header.h"
#include "image/image.h"
#include "image/limits.h"
#include "sandbox/sandbox.h"

namespace ponder::image {
namespace {

struct Box {
  std::string_view kind, inside;
};

// Takes the first box off `bytes`; nothing where they end, or are none.
std::optional<Box> take_box(std::string_view& bytes) {
  constexpr std::size_t kHead = 8;
  constexpr std::uint32_t kToTheEnd = 0;
  constexpr std::uint32_t kLong = 1;
  if (bytes.size() < kHead) return std::nullopt;
  std::uint64_t size = big_endian(bytes, 0, 4);
  std::size_t head = kHead;
  if (size == kLong) {
    size = (std::uint64_t{big_endian(bytes, 8, 4)} << 32U) | big_endian(bytes, 12, 4);
    head = 16;
  } else if (size == kToTheEnd) {
    size = bytes.size();
  }
  if (size < head || size > bytes.size()) return std::nullopt;
  const Box box{bytes.substr(4, 4), bytes.substr(head, static_cast<std::size_t>(size) - head)};
  bytes.remove_prefix(static_cast<std::size_t>(size));
  return box;
}

// What is in the first box of this kind; empty where there is none.
std::string_view inside(std::string_view bytes, std::string_view kind) {
  for (std::size_t i = 0; i < kMarkersMax; ++i) {
    const auto box = take_box(bytes);
    if (!box) break;
    if (box->kind == kind) return box->inside;
  }
  return {};
}

}  // namespace

// The whole picture is the largest of those in the file: others are its tiles and thumbnails.
Result<Header> heic_header(std::string_view bytes) {
  constexpr std::size_t kVersion = 4;  // What "meta" and "ispe" begin with.
  std::string_view meta = inside(bytes, "meta");
  meta.remove_prefix(std::min(kVersion, meta.size()));
  std::string_view properties = inside(inside(meta, "iprp"), "ipco");
  Header header{.format = Format::kHeic};
  for (std::size_t i = 0; i < kMarkersMax; ++i) {
    const auto box = take_box(properties);
    if (!box) break;
    if (box->kind != "ispe") continue;
    const std::uint32_t width = big_endian(box->inside, kVersion, 4);
    const std::uint32_t height = big_endian(box->inside, kVersion + 4, 4);
    if (std::uint64_t{width} * height <= std::uint64_t{header.width} * header.height) continue;
    header.width = width;
    header.height = height;
  }
  if (header.width == 0) return damaged(Format::kHeic, "it says no size");
  return header;
}

Result<Picture> decode_heic(std::string_view bytes, const Header& header,
                            std::uint32_t side_wanted) {
  const auto program = sandbox::find_program("heif-thumbnailer");
  if (!program) {
    return Error{ErrorCode::kInvalid,
                 "HEIC is read where heif-thumbnailer is installed (Debian: heif-thumbnailer), and "
                 "it is not: send PNG, JPEG, WebP or GIF."};
  }
  const std::uint32_t longer = std::max(header.width, header.height);
  const std::uint32_t side = side_wanted == 0 ? longer : std::min(longer, side_wanted);
  // -p: not the thumbnail in the file.
  const sandbox::Job job{*program,
                         {"-p", "-s", std::to_string(side), "/dev/stdin", "/dev/stdout"},
                         {},
                         std::string(bytes)};
  const auto ended = sandbox::run(job, {.wall = kHeicTime, .output_bytes = kHeicOutputBytesMax});
  if (!ended) {
    return invalid("The picture cannot be used: " + ended.error().message + '.');
  }
  if (ended->exit_code != 0) return damaged(Format::kHeic, "libheif cannot decode it");
  const auto decoded = inspect(ended->output, {.bytes_max = kHeicOutputBytesMax});
  if (!decoded || decoded->format != Format::kPng) {
    return damaged(Format::kHeic, "libheif makes no picture of it");
  }
  return decode_png(ended->output, *decoded);
}

}  // namespace ponder::image
