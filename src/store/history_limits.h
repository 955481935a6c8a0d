// The bounds of what users do with their history.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ponder::history_limits {

inline constexpr std::size_t kPinnedMax = 100;   // Conversations of one owner.
inline constexpr std::size_t kFoldersMax = 200;  // Of one owner.
inline constexpr std::size_t kFolderNameBytesMax = 240;
inline constexpr std::size_t kSearchBytesMax = 256;       // What is looked for.
inline constexpr std::size_t kSearchWordsMax = 16;        // Words of it; the rest is not looked at.
inline constexpr std::size_t kSearchHitsMax = 100;        // Of one answer.
inline constexpr std::size_t kShareBytesMax = 8U << 20U;  // Of one shared copy.
inline constexpr std::size_t kSummaryPiecesMax = 32;      // Of a conversation that is summed up.
inline constexpr std::uint32_t kSummaryTokensMax = 600;   // Of its summary.

}  // namespace ponder::history_limits
