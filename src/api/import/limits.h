// The bounds of what is imported.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ponder::import_limits {

inline constexpr std::size_t kFileBytesMax = 256U << 20U;         // As it is sent.
inline constexpr std::uint64_t kUnpackedBytesMax = 4ULL << 30U;   // Of the files in a zip.
inline constexpr std::size_t kConversationBytesMax = 64U << 20U;  // The JSON of one of them.
// Pictures in the export of one conversation: so many bytes fit into kConversationBytesMax.
inline constexpr std::uint64_t kExportedImagesBytesMax = 40U << 20U;
inline constexpr std::size_t kConversationMembersMax =
    1U << 16U;  // Messages are members of one object.
inline constexpr std::size_t kConversationValuesMax = 1U << 20U;
inline constexpr std::size_t kSkippedShownMax = 100;  // That are named in the answer.

}  // namespace ponder::import_limits
