// A projector with random weights for the model that tiny_model.h writes: one layer that turns a
// picture into a few cells. It sees nothing sensible, but computes like a real one.
#pragma once

#include <cstdint>
#include <filesystem>

namespace ponder::tests {

struct TinyProjector {
  enum Kind : std::uint8_t {
    kWhole,    // "gemma3": 16 cells, which all see each other.
    kGrid,     // "qwen2vl_merger": cells by the picture's size, on a grid of positions.
    kGlimmer,  // "muse-glimmer": cells by the picture's size, in a row.
  } kind = kWhole;
  std::uint32_t seed = 1;
  std::uint32_t times = 1;  // As the model's.
};

// Writes "mmproj-tiny.gguf" into `folder` and returns its path.
std::filesystem::path write_tiny_projector(const TinyProjector& projector,
                                           const std::filesystem::path& folder);

}  // namespace ponder::tests
