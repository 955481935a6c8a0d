// Bounds of the evaluation, apart from base/limits.h: only eval/ is compiled anew when one changes.
#pragma once

#include <cstddef>

namespace ponder::limits {

inline constexpr std::size_t kProblemFileBytesMax = 256U << 20U;  // Problems with their answers.
inline constexpr std::size_t kRecordingBytesMax = 256U << 20U;    // Recordings and results.

}  // namespace ponder::limits
