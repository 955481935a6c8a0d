// What the kernels need of a processor.
#pragma once

// Functions with it may use AVX-512 with VNNI; they are called only where has_vnni().
#define PONDER_VNNI \
  __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

// The same for AVX2 and has_avx2().
#define PONDER_AVX2 __attribute__((target("avx2,fma,f16c")))

namespace ponder::llama::kernels {

// The processor's part of it, and what the environment leaves: PONDER_KERNELS=0 turns all kernels
// off, PONDER_KERNELS=avx2 those that need more.
bool has_vnni();
bool has_avx2();

}  // namespace ponder::llama::kernels
