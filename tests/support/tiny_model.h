// A model file with random weights that loads in milliseconds: 4 layers, a vocabulary of 256 bytes
// and a few control tokens. It says nothing sensible, but computes like a real one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ponder::tests {

struct TinyModel {
  // 0: no window (architecture "llama"). Else three of four layers see only so many positions
  // (architecture "muse-glimmer").
  std::uint32_t window = 0;
  bool grid_positions = false;  // Cells of a picture share positions (architecture "qwen2vl").
  std::uint32_t seed = 1;
  std::uint32_t times = 1;  // As wide: what one step computes grows by its square.
  std::uint32_t context_trained = 4096;
  std::string chat_template;  // Empty: the file has none.
  bool add_begin_of_text = false;
  // Numbers of the header to replace, by key, e.g. {"llama.block_count", 0}: for damaged files.
  std::map<std::string, std::uint32_t> overrides;
};

// Writes the file and returns its path, which is in a fresh temporary folder that is removed when
// the program ends.
std::filesystem::path write_tiny_model(const TinyModel& model);

// The same, as "tiny.gguf" in `folder`.
std::filesystem::path write_tiny_model(const TinyModel& model, const std::filesystem::path& folder);

// A folder of that kind.
std::filesystem::path fresh_folder();

// A chat template that comes with llama.cpp's source, e.g. "Qwen-Qwen3-0.6B.jinja".
std::string known_template(const std::string& name);

// The names of all of them.
std::vector<std::string> known_templates();

}  // namespace ponder::tests
