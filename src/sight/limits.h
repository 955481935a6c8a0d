// The bounds of reading pictures. Each has a test that hits it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ponder::sight {

inline constexpr std::chrono::milliseconds kOcrTime{15'000};  // One attempt.
inline constexpr std::chrono::seconds kOcrCpu{15};
inline constexpr std::size_t kOcrMemory = std::size_t{1} << 30U;  // Address space.
inline constexpr std::chrono::milliseconds kCodesTime{10'000};
inline constexpr std::size_t kReadingsWaitingMax = 32;  // Pictures not yet read.
inline constexpr std::size_t kReadingsKept = 64;        // Readings of late.
inline constexpr std::uint32_t kReadingSide = 2000;     // Longer side that is read, pixels.

}  // namespace ponder::sight
