// Writes a model and a projector with random weights into a folder: something to serve that sees.
//
// Usage: random_pair FOLDER [TIMES]   TIMES: as wide as the smallest (12 to measure with)
#include <cstdint>
#include <cstdio>
#include <string>

#include "support/tiny_model.h"
#include "support/tiny_projector.h"

int main(int count, char** arguments) {
  if (count < 2) {
    std::fputs("usage: random_pair FOLDER [TIMES]\n", stderr);
    return 2;
  }
  const std::string folder = arguments[1];
  const std::uint32_t times = count < 3 ? 1 : static_cast<std::uint32_t>(std::stoul(arguments[2]));
  using ponder::tests::TinyProjector;
  ponder::tests::write_tiny_model(
      {.grid_positions = true,
       .times = times,
       .chat_template = "{% for m in messages %}{{ m.content }}\n{% endfor %}"},
      folder);
  ponder::tests::write_tiny_projector({.kind = TinyProjector::kGrid, .times = times}, folder);
  return 0;
}
