// The bounds of pictures. Each has a test that hits it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ponder::image {

inline constexpr std::size_t kFileBytesMax = 20U << 20U;       // One picture as it was sent.
inline constexpr std::uint32_t kSideMax = 16384;               // Pixels of its longer side.
inline constexpr std::uint64_t kPixelsMax = 50'000'000;        // Width times height.
inline constexpr std::size_t kMarkersMax = 4096;               // Chunks looked at for a header.
inline constexpr int kScansMax = 64;                           // Of a progressive JPEG.
inline constexpr std::size_t kJpegMemoryMax = 256U << 20U;     // Coefficients of a progressive one.
inline constexpr std::chrono::milliseconds kHeicTime{20'000};  // To decode one HEIC.
inline constexpr std::size_t kHeicOutputBytesMax = 64U << 20U;  // What comes of it, as PNG.
inline constexpr std::uint32_t kModelSideMax = 2048;            // Longer side of what is kept.
inline constexpr std::size_t kImagesMax = 16;                   // Pictures in one request.
inline constexpr std::size_t kImagesTogetherMax = 32;  // Of a question and what it goes on from.
inline constexpr std::size_t kReadingBytesMax = 64U << 10U;  // What was read in one picture.
inline constexpr std::size_t kNameBytesMax = 200;            // A picture's name.
inline constexpr std::size_t kKeptPngBytesMax = 2U << 20U;   // A larger one is kept as JPEG.

}  // namespace ponder::image
