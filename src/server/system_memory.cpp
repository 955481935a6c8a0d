#include "server/system_memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace ponder::server {
namespace {

std::optional<std::uint64_t> number_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

std::optional<std::uint64_t> meminfo_available() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  while (file >> name >> kilobytes) {
    if (name == "MemAvailable:") return kilobytes * 1024;
    std::getline(file, name);
  }
  return std::nullopt;
}

// Page cache counts as used in memory.current although it can be dropped.
std::optional<std::uint64_t> group_available() {
  const auto limit = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (!limit || !used) return std::nullopt;
  std::ifstream file("/sys/fs/cgroup/memory.stat");
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t droppable = 0;
  while (file >> name >> bytes) {
    if (name == "inactive_file" || name == "active_file") droppable += bytes;
  }
  const std::uint64_t held = *used - std::min(droppable, *used);
  return *limit - std::min(held, *limit);
}

}  // namespace

std::uint64_t system_memory_available() {
  constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();
  return std::min(meminfo_available().value_or(kUnknown), group_available().value_or(kUnknown));
}

}  // namespace ponder::server
