#include "base/utc.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>

namespace ponder {

std::string utc_text(std::int64_t seconds, const char* format) {
  const std::time_t time = seconds;
  std::tm utc{};
  if (gmtime_r(&time, &utc) == nullptr) return {};
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), format, &utc);
  return {text.data(), size};
}

}  // namespace ponder
