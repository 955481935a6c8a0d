#include "cli/version.h"

namespace ponder::cli {

// CMakeLists.txt defines both numbers for this file.
std::string version_text() {
#ifdef PONDER_LLAMA_VERSION
  return "ponder " PONDER_VERSION " (llama.cpp " PONDER_LLAMA_VERSION ")";
#else
  return "ponder " PONDER_VERSION " (built without llama.cpp)";
#endif
}

}  // namespace ponder::cli
