#include "llama/kernels/processor.h"

#include <cstdlib>
#include <string_view>

namespace ponder::llama::kernels {
namespace {

bool is_wanted() {
  const char* value = std::getenv("PONDER_KERNELS");
  return value == nullptr || std::string_view(value) != "0";
}

}  // namespace

bool has_vnni() {
  static const bool has =
      is_wanted() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("fma");
  return has;
}

}  // namespace ponder::llama::kernels
