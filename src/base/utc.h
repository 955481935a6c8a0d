// Times as text.
#pragma once

#include <cstdint>
#include <string>

namespace ponder {

// A Unix time in UTC, in the format of strftime; at most 31 bytes, empty where it has no date.
std::string utc_text(std::int64_t seconds, const char* format);

}  // namespace ponder
