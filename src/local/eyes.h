// What a model sees with: turns a picture into cells that stand in a prompt.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "base/tokens.h"
#include "chat/message.h"

namespace ponder::local {

struct SeenImage {
  // What stands in the prompt: cells (engine/media.h), and the tokens that the model wants around.
  std::vector<Token> tokens;
  // While it lives, the cells can be computed. Prompts that hold them keep it.
  std::shared_ptr<const void> lease;
};

// Thread-safe.
class Eyes {
 public:
  virtual ~Eyes() = default;
  // Equal files get equal tokens; a file whose lease lives is not encoded again. Works on a thread
  // of its own. Errors: kInvalid, kTooLarge (the picture), kTooLong (more cells than a step can
  // take), kOverloaded, kBackend.
  virtual Task<Result<SeenImage>> look(std::shared_ptr<const std::string> file) = 0;
};

}  // namespace ponder::local
