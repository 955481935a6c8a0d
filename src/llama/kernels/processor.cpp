#include "llama/kernels/processor.h"

#include <cstdlib>
#include <string_view>

namespace ponder::llama::kernels {
namespace {

std::string_view asked() {
  const char* value = std::getenv("PONDER_KERNELS");
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

bool has_vnni() {
  static const bool has = asked() != "0" && asked() != "avx2" &&
                          __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512vl") &&
                          __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("fma");
  return has;
}

bool has_avx2() {
  static const bool has = asked() != "0" && __builtin_cpu_supports("avx2") &&
                          __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  return has;
}

}  // namespace ponder::llama::kernels
