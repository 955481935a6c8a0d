// The bounds of reading pictures. Each has a test that hits it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ponder::sight {

inline constexpr std::chrono::milliseconds kOcrTime{15'000};  // One attempt.
inline constexpr std::chrono::seconds kOcrCpu{15};
inline constexpr std::size_t kOcrMemory = std::size_t{1} << 30U;  // Address space.
inline constexpr std::size_t kLooksMax = 8;  // Lines of a picture that are looked at again.
inline constexpr std::chrono::milliseconds kCodesTime{10'000};
inline constexpr std::size_t kReadingsWaitingMax = 32;  // Pictures not yet read.
inline constexpr std::size_t kReadingsKept = 64;        // Readings of late.
inline constexpr std::uint32_t kReadingSide = 2000;     // Longer side that is read, pixels.

inline constexpr std::size_t kPdfBytesMax = 20U << 20U;
inline constexpr std::uint32_t kPdfPagesMax = 16;  // Read at one time.
inline constexpr std::uint32_t kPdfSide = 1600;    // Longer side of a page's picture, pixels.
inline constexpr std::chrono::milliseconds kPdfTime{10'000};    // For one page, or the outline.
inline constexpr std::size_t kPdfTextBytesMax = 256U << 10U;    // Of one page.
inline constexpr std::size_t kPdfPictureBytesMax = 16U << 20U;  // Of one page, as PNG.
inline constexpr std::size_t kPdfPicturesToldMax = 16;          // Pages that a model is shown.

}  // namespace ponder::sight
