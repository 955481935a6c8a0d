// Sight through libmtmd: a picture file -> pixels -> embeddings of the text model's width. Works on
// a thread of its own, so that neither the engine nor the network waits for an encoder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/async.h"
#include "base/result.h"
#include "llama/media_table.h"
#include "local/eyes.h"

struct llama_model;

namespace ponder::llama {

struct EyesOptions {
  std::uint32_t threads = 0;
  std::uint32_t cells_max = 0;          // One picture may have so many in one run.
  std::uint32_t cells_at_once_max = 0;  // The same, of a run whose cells all see each other.
};

// Outlived by the text model; outlives the prompts that it made.
class LlamaEyes : public local::Eyes {
 public:
  // Errors: kIo, kInvalid (no projector for pictures, of another model, of a kind that is not
  // supported), kBackend.
  static Result<std::unique_ptr<LlamaEyes>> create(const std::filesystem::path& projector,
                                                   const llama_model* model,
                                                   const EyesOptions& options);
  ~LlamaEyes() override;  // Waits for the picture that is being encoded.

  Task<Result<local::SeenImage>> look(std::shared_ptr<const std::string> file) override;

  std::shared_ptr<MediaTable> table() const;
  std::uint64_t pictures_encoded() const;  // Since it was made; for tests and metrics.

 private:
  struct State;
  explicit LlamaEyes(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace ponder::llama
