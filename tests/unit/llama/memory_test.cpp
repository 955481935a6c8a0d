#include "llama/memory.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "support/tiny_model.h"

namespace ponder::llama {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kGiB = 1ULL << 30U;

// A root folder with the files that Linux would have.
class FakeRoot {
 public:
  FakeRoot& with(const std::string& file, const std::string& text) {
    const fs::path path = root_ / file;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return *this;
  }
  std::uint64_t available() const { return host_memory_available(root_); }

 private:
  fs::path root_ = tests::fresh_folder();
};

const std::string kMeminfo = "MemTotal:       33554432 kB\nMemAvailable:   16777216 kB\n";

TEST(Memory, IsWhatTheKernelSaysIsAvailable) {
  EXPECT_EQ(FakeRoot().with("proc/meminfo", kMeminfo).available(), 16 * kGiB);
}

TEST(Memory, RespectsAVersion2GroupAndTheGroupsAboveIt) {
  FakeRoot root;
  root.with("proc/meminfo", kMeminfo)
      .with("proc/self/cgroup", "0::/outer/inner\n")
      .with("sys/fs/cgroup/outer/memory.max", "4294967296\n")
      .with("sys/fs/cgroup/outer/memory.current", "2147483648\n")
      .with("sys/fs/cgroup/outer/inner/memory.max", "max\n")
      .with("sys/fs/cgroup/outer/inner/memory.current", "1\n");
  EXPECT_EQ(root.available(), 2 * kGiB);
}

TEST(Memory, CountsPageCacheAsFree) {
  FakeRoot root;
  root.with("proc/meminfo", kMeminfo)
      .with("proc/self/cgroup", "0::/\n")
      .with("sys/fs/cgroup/memory.max", "4294967296\n")
      .with("sys/fs/cgroup/memory.current", "4294967296\n")
      .with("sys/fs/cgroup/memory.stat", "anon 3\ninactive_file 1073741824\n");
  EXPECT_EQ(root.available(), kGiB);
}

TEST(Memory, RespectsAVersion1Group) {
  FakeRoot root;
  root.with("proc/meminfo", kMeminfo)
      .with("proc/self/cgroup", "5:cpu:/x\n4:memory:/box\n0::/\n")
      .with("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "3221225472\n")
      .with("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "1073741824\n");
  EXPECT_EQ(root.available(), 2 * kGiB);
}

TEST(Memory, UnknownIsZero) { EXPECT_EQ(FakeRoot().available(), 0U); }

TEST(Memory, OfThisMachineIsKnown) { EXPECT_GT(host_memory_available(), 1U << 20U); }

}  // namespace
}  // namespace ponder::llama
