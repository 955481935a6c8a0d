// What the kernels need of a processor.
#pragma once

// Functions with it may use AVX-512 with VNNI; they are called only where has_vnni().
#define PONDER_VNNI \
  __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

namespace ponder::llama::kernels {

// The processor's part of it, and that PONDER_KERNELS=0 does not turn the kernels off.
bool has_vnni();

}  // namespace ponder::llama::kernels
