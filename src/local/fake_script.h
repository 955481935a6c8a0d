// What the fake model says: see tests/fixtures/fake/README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/backend.h"

namespace ponder::local {

struct FakeReply {
  std::string when;                 // Occurs in the last user message.
  std::vector<std::string> agents;  // Not empty; picked by seed.
};

struct FakeScript {
  std::vector<FakeReply> replies;
  std::string fallback = "This is the fake model.";
  bool native_reasoning = false;
  std::uint32_t step_ms = 0;
  std::uint32_t prefill_us_per_token = 0;
  std::uint32_t context_tokens = 65536, cells = 1048576, slots = 256;
  std::uint32_t rows_per_step = 512;
  std::optional<std::uint32_t> fail_after_tokens;

  const std::string& reply_to(std::string_view user_text, std::uint32_t seed) const;
};

// `spec`: a path, or JSON that begins with '{'. Errors: kIo, kInvalid (names the field).
Result<FakeScript> read_fake_script(std::string_view spec);

}  // namespace ponder::local
