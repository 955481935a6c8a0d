// How much memory is left, read from the files that Linux keeps about it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace ponder::llama {

// The least of MemAvailable and what each control group above this process (version 1 or 2) still
// allows, where page cache counts as free. `root` stands for "/": tests give another. 0: unknown.
std::uint64_t host_memory_available(const std::filesystem::path& root = "/");

}  // namespace ponder::llama
