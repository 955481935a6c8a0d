// What the headers of PNG, JPEG, WebP and GIF say, chunk by chunk.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "image/header.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::image {
namespace {

using std::string_view_literals::operator""sv;

bool is_frame_header(std::uint32_t marker) {
  const bool other = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
  return marker >= 0xC0 && marker <= 0xCF && !other;
}

bool stands_alone(std::uint32_t marker) {  // A JPEG marker without a length.
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

// The part of a WebP file that holds pixels.
bool read_webp_size(std::string_view kind, std::string_view data, Header& header) {
  if (kind == "VP8 ") {
    if (bytes_at(data, 3, 3) != "\x9d\x01\x2a"sv) return false;
    header.width = little_endian(data, 6, 2) & 0x3FFFU;
    header.height = little_endian(data, 8, 2) & 0x3FFFU;
    return true;
  }
  if (!data.starts_with('\x2f')) return false;
  const std::uint32_t bits = little_endian(data, 1, 4);
  header.width = (bits & 0x3FFFU) + 1;
  header.height = ((bits >> 14U) & 0x3FFFU) + 1;
  return true;
}

// The bytes of the colour table that the flags of a GIF's header announce.
std::size_t colour_table_bytes(std::uint32_t flags) {
  return (flags & 0x80U) == 0 ? 0 : std::size_t{3} << ((flags & 7U) + 1U);
}

// Behind a chain of blocks, each of which begins with its length; the last has none.
std::size_t behind_blocks(std::string_view bytes, std::size_t at) {
  while (at < bytes.size() && bytes[at] != 0) at += 1 + big_endian(bytes, at, 1);
  return at + 1;
}

bool has_second_frame(std::string_view bytes) {
  std::size_t at = 13 + colour_table_bytes(big_endian(bytes, 10, 1));
  int frames = 0;
  for (std::size_t i = 0; i < kMarkersMax && at < bytes.size(); ++i) {
    if (bytes[at] == '!') {
      at = behind_blocks(bytes, at + 2);
    } else if (bytes[at] == ',') {
      if (++frames == 2) return true;
      at = behind_blocks(bytes, at + 11 + colour_table_bytes(big_endian(bytes, at + 9, 1)));
    } else {
      break;
    }
  }
  return false;
}

}  // namespace

Orientation exif_orientation(std::string_view tiff) {
  const bool little = tiff.starts_with("II");
  if (!little && !tiff.starts_with("MM")) return Orientation::kUpright;
  const auto number = [&](std::size_t at, std::size_t count) {
    return little ? little_endian(tiff, at, count) : big_endian(tiff, at, count);
  };
  const std::size_t directory = number(4, 4);
  if (directory >= tiff.size()) return Orientation::kUpright;
  constexpr std::uint32_t kOrientationTag = 0x0112;
  constexpr std::size_t kEntryBytes = 12;
  const std::uint32_t count = number(directory, 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (entry + kEntryBytes > tiff.size()) break;
    if (number(entry, 2) != kOrientationTag) continue;
    const std::uint32_t value = number(entry + 8, 2);
    if (value >= 1 && value <= 8) return static_cast<Orientation>(value);
  }
  return Orientation::kUpright;
}

Result<Header> png_header(std::string_view bytes) {
  constexpr std::size_t kMagicBytes = 8;
  if (bytes_at(bytes, kMagicBytes + 4, 4) != "IHDR") {
    return damaged(Format::kPng, "its first chunk is not IHDR");
  }
  Header header{.format = Format::kPng};
  header.width = big_endian(bytes, kMagicBytes + 8, 4);
  header.height = big_endian(bytes, kMagicBytes + 12, 4);
  std::size_t at = kMagicBytes;
  for (std::size_t i = 0; i < kMarkersMax && at + 8 <= bytes.size(); ++i) {
    const std::size_t length = big_endian(bytes, at, 4);
    const std::string_view kind = bytes_at(bytes, at + 4, 4);
    if (kind == "acTL") header.animated = true;
    if (kind == "eXIf") header.orientation = exif_orientation(bytes_at(bytes, at + 8, length));
    if (kind == "IEND") break;
    at += 12 + length;
  }
  return header;
}

Result<Header> jpeg_header(std::string_view bytes) {
  Header header{.format = Format::kJpeg};
  std::size_t at = 2;
  for (std::size_t i = 0; i < kMarkersMax; ++i) {
    while (at < bytes.size() && bytes[at] != '\xff') ++at;  // Between segments: skipped, as ever.
    while (at < bytes.size() && bytes[at] == '\xff') ++at;
    if (at >= bytes.size()) break;
    const std::uint32_t marker = big_endian(bytes, at, 1);
    ++at;
    if (stands_alone(marker)) continue;
    const std::size_t length = big_endian(bytes, at, 2);
    const std::string_view data = bytes_at(bytes, at + 2, std::max<std::size_t>(length, 2) - 2);
    if (is_frame_header(marker)) {
      header.height = big_endian(data, 1, 2);
      header.width = big_endian(data, 3, 2);
      return header;
    }
    if (marker == 0xDA || marker == 0xD9) break;  // Pixels, or the end, before a frame header.
    const bool is_exif = marker == 0xE1 && data.starts_with("Exif\0\0"sv);
    if (is_exif) header.orientation = exif_orientation(data.substr(6));
    at += length;
  }
  return damaged(Format::kJpeg, "it has no frame header");
}

Result<Header> webp_header(std::string_view bytes) {
  Header header{.format = Format::kWebp};
  bool has_canvas = false;
  bool has_size = false;
  std::size_t at = 12;
  for (std::size_t i = 0; i < kMarkersMax && at + 8 <= bytes.size(); ++i) {
    const std::string_view kind = bytes_at(bytes, at, 4);
    const std::size_t length = little_endian(bytes, at + 4, 4);
    const std::string_view data = bytes_at(bytes, at + 8, length);
    if (kind == "VP8X") {
      has_canvas = true;
      header.animated = (little_endian(data, 0, 1) & 2U) != 0;
      header.width = little_endian(data, 4, 3) + 1;
      header.height = little_endian(data, 7, 3) + 1;
    } else if (!has_canvas && !has_size && (kind == "VP8 " || kind == "VP8L")) {
      has_size = read_webp_size(kind, data, header);
    } else if (kind == "EXIF") {
      const bool prefixed = data.starts_with("Exif\0\0"sv);
      header.orientation = exif_orientation(prefixed ? data.substr(6) : data);
    }
    at += 8 + length + (length & 1U);
  }
  if (!has_canvas && !has_size) return damaged(Format::kWebp, "it has no picture in it");
  return header;
}

Result<Header> gif_header(std::string_view bytes) {
  constexpr std::size_t kScreenBytes = 13;
  if (bytes.size() < kScreenBytes) return damaged(Format::kGif, "it ends in its header");
  Header header{.format = Format::kGif};
  header.width = little_endian(bytes, 6, 2);
  header.height = little_endian(bytes, 8, 2);
  header.animated = has_second_frame(bytes);
  return header;
}

}  // namespace ponder::image
