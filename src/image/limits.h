// The bounds of pictures. Each has a test that hits it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ponder::image {

inline constexpr std::size_t kFileBytesMax = 20U << 20U;     // One picture as it was sent.
inline constexpr std::uint32_t kSideMax = 16384;             // Pixels of its longer side.
inline constexpr std::uint64_t kPixelsMax = 50'000'000;      // Width times height.
inline constexpr std::size_t kMarkersMax = 4096;             // Chunks looked at for a header.
inline constexpr int kScansMax = 64;                         // Of a progressive JPEG.
inline constexpr std::size_t kJpegMemoryMax = 256U << 20U;   // Coefficients of a progressive one.
inline constexpr std::uint32_t kModelSideMax = 2048;         // Longer side of what is kept.
inline constexpr std::size_t kImagesMax = 16;                // Pictures in one request.
inline constexpr std::size_t kReadingBytesMax = 64U << 10U;  // What was read in one picture.

}  // namespace ponder::image
