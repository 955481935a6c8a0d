#include "llama/memory.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace ponder::llama {

namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

// The first word of a file that holds one number; "max" and unreadable files give nothing.
std::optional<std::uint64_t> number_in(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  if (!(in >> word)) return std::nullopt;
  return to_number(word);
}

// The number after `key` in a file of "key value" lines.
std::optional<std::uint64_t> value_of(const fs::path& file, std::string_view key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name, value;
    if (words >> name >> value && name == key) return to_number(value);
  }
  return std::nullopt;
}

struct GroupFiles {
  const char *limit, *usage, *reclaimable_key;
};
constexpr GroupFiles kVersion2{"memory.max", "memory.current", "inactive_file"};
constexpr GroupFiles kVersion1{"memory.limit_in_bytes", "memory.usage_in_bytes",
                               "total_inactive_file"};

std::uint64_t left_in_group(const fs::path& folder, const GroupFiles& files) {
  const auto limit = number_in(folder / files.limit);
  const auto usage = number_in(folder / files.usage);
  if (!limit || !usage) return kUnlimited;
  const auto reclaimable = value_of(folder / "memory.stat", files.reclaimable_key).value_or(0);
  const std::uint64_t held = *usage > reclaimable ? *usage - reclaimable : 0;
  return *limit > held ? *limit - held : 0;
}

// The least of what a group and the groups above it, up to `mount`, still allow.
std::uint64_t left_in_groups(const fs::path& mount, const std::string& group,
                             const GroupFiles& files) {
  std::uint64_t left = left_in_group(mount, files);
  fs::path folder = mount;
  for (const auto& part : fs::path(group).relative_path()) {
    folder /= part;
    left = std::min(left, left_in_group(folder, files));
  }
  return left;
}

// Lines of /proc/self/cgroup: "0::/a/b" (version 2) or "9:memory:/a/b" (version 1).
std::uint64_t left_in_control_groups(const fs::path& root) {
  std::uint64_t left = kUnlimited;
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      left = std::min(left, left_in_groups(root / "sys/fs/cgroup", group, kVersion2));
    } else if (controllers == "memory") {
      left = std::min(left, left_in_groups(root / "sys/fs/cgroup/memory", group, kVersion1));
    }
  }
  return left;
}

}  // namespace

std::uint64_t host_memory_available(const fs::path& root) {
  const auto kib = value_of(root / "proc/meminfo", "MemAvailable:");
  const std::uint64_t left = left_in_control_groups(root);
  if (!kib) return left == kUnlimited ? 0 : left;
  return std::min(*kib * 1024, left);
}

}  // namespace ponder::llama
