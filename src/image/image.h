// Pictures that people send: a file's bytes -> pixels. The kind is told from the bytes, never from
// what the sender says; bounds are checked in the header before anything is decoded; the EXIF
// orientation is applied and everything else that is not pixels is dropped.
//
// Thread-safe. Decoding blocks: tens of milliseconds for ten million pixels, seconds for HEIC,
// which another program decodes in the sandbox.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/limits.h"

namespace ponder::image {

enum class Format : std::uint8_t { kPng, kJpeg, kWebp, kGif, kHeic };

std::string_view format_name(Format format);  // "PNG", "JPEG"...
std::string_view media_type(Format format);   // "image/png"...

// EXIF's numbers: how the stored pixels must be turned to be seen upright.
enum class Orientation : std::uint8_t {
  kUpright = 1,
  kMirrored,     // Left and right are exchanged.
  kUpsideDown,   // Turned by 180 degrees.
  kFlipped,      // Top and bottom are exchanged.
  kTransposed,   // Mirrored, then turned left.
  kNeedsRight,   // To be turned right by 90 degrees.
  kTransversed,  // Mirrored, then turned right.
  kNeedsLeft,    // To be turned left by 90 degrees.
};

inline bool swaps_sides(Orientation orientation) { return orientation >= Orientation::kTransposed; }

// What a file's header says.
struct Header {
  Format format = Format::kPng;
  std::uint32_t width = 0, height = 0;  // As stored: before it is turned.
  Orientation orientation = Orientation::kUpright;
  bool animated = false;  // Only its first frame is decoded.
  bool operator==(const Header&) const = default;
};

struct Bounds {
  std::size_t bytes_max = kFileBytesMax;
  std::uint32_t side_max = kSideMax;
  std::uint64_t pixels_max = kPixelsMax;
};

// Reads the header and checks the bounds. Errors: kTooLarge (each names the limit and the value),
// kInvalid (no picture, a kind that is not read, a damaged header).
Result<Header> inspect(std::string_view bytes, const Bounds& bounds = {});

// Whether it is a PDF file: no picture, but pages of them (sight/pdf.h).
bool is_pdf(std::string_view bytes);

// 8 bits each of red, green and blue, rows from the top, without padding. What was transparent
// stands on white.
struct Picture {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  bool operator==(const Picture&) const = default;
};

// The upright picture, made smaller where its longer side has more than `side_max` pixels (0: as
// it is). Takes about 3 bytes of memory a stored pixel (4 where it may be transparent), 6 where it
// has to be turned as well. Errors: those of inspect(); kInvalid (damaged, or cut off).
Result<Picture> decode(std::string_view bytes, std::uint32_t side_max = 0,
                       const Bounds& bounds = {});

// Without any metadata. A picture has at least one pixel.
std::string encode_png(const Picture& picture);
std::string encode_jpeg(const Picture& picture, int quality);  // 1 to 100.
std::string encode_ppm(const Picture& picture);                // Not compressed.

}  // namespace ponder::image
