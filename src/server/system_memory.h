// How much memory a model may take now.
#pragma once

#include <cstdint>

namespace ponder::server {

// Bytes that can be used without swapping (Linux: MemAvailable, or less in a control group with a
// limit). Where the system does not tell: the largest number.
std::uint64_t system_memory_available();

}  // namespace ponder::server
