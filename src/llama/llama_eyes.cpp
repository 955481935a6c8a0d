#include "llama/llama_eyes.h"

#include <llama.h>
#include <mtmd-helper.h>
#include <mtmd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/worker.h"
#include "image/image.h"
#include "llama/gguf_header.h"
#include "llama/library.h"
#include "llama/media_table.h"
#include "local/eyes.h"

namespace ponder::llama {
namespace {

constexpr std::size_t kWaitingMax = 64;
constexpr std::size_t kKnownMax = 4096;
// Of the pictures of late, which are not encoded again: the next question is often about them.
constexpr std::size_t kEmbeddingBytesKept = 256U << 20U;

}  // namespace

struct LlamaEyes::State {
  // A picture that was looked at. `kept`: its embeddings, while they are among the latest; others
  // are there as long as somebody has a lease.
  struct Known {
    std::string sum;
    std::vector<Token> tokens;
    std::weak_ptr<const void> lease;
    std::shared_ptr<const void> kept;
    std::size_t bytes = 0;
  };

  mtmd::context_ptr context;
  const llama_model* model = nullptr;
  EyesOptions options;
  std::shared_ptr<MediaTable> table = std::make_shared<MediaTable>();
  std::list<Known> known;  // The latest in front; the worker's only.
  std::atomic<std::uint64_t> encoded{0};
  Worker worker{"pictures to look at", kWaitingMax};  // Last: it ends before what it uses.

  std::optional<local::SeenImage> find(const std::string& sum) {
    const auto found = std::ranges::find(known, sum, &Known::sum);
    if (found == known.end()) return std::nullopt;
    auto lease = found->lease.lock();
    if (lease == nullptr) {
      known.erase(found);  // It is encoded again.
      return std::nullopt;
    }
    found->kept = lease;
    known.splice(known.begin(), known, found);
    keep_latest();
    return local::SeenImage{known.front().tokens, std::move(lease)};
  }
  void add(Known picture) {
    known.push_front(std::move(picture));
    if (known.size() > kKnownMax) known.pop_back();
    keep_latest();
  }

 private:
  void keep_latest() {
    std::size_t bytes = 0;
    for (Known& picture : known) {
      bytes += picture.bytes;
      if (bytes > kEmbeddingBytesKept) picture.kept.reset();
    }
  }
};

namespace {

// The longer side that an encoder is given; it makes of it what it needs.
constexpr std::uint32_t kSideGiven = 2048;

using Lease = std::vector<std::shared_ptr<const Media>>;

Error cannot_see(const std::string& why) {
  return {ErrorCode::kBackend, "the model cannot look at this picture: " + why};
}

std::vector<std::int32_t> plain_positions(std::int32_t first, std::uint32_t cells) {
  std::vector<std::int32_t> positions(cells);
  for (std::uint32_t i = 0; i < cells; ++i) positions[i] = first + static_cast<std::int32_t>(i);
  return positions;
}

// Time, then row, then column, then one that is not used: each section for all cells.
std::vector<std::int32_t> grid_positions(const mtmd_input_chunk* chunk, std::int32_t first,
                                         std::size_t cells) {
  std::vector<mtmd_decoder_pos> grid(cells);
  mtmd_helper_image_get_decoder_pos(mtmd_input_chunk_get_tokens_image(chunk), first, grid.data());
  std::vector<std::int32_t> positions(cells * 4);
  for (std::size_t i = 0; i < cells; ++i) {
    positions[i] = static_cast<std::int32_t>(grid[i].t);
    positions[i + cells] = static_cast<std::int32_t>(grid[i].y);
    positions[i + cells * 2] = static_cast<std::int32_t>(grid[i].x);
    positions[i + cells * 3] = static_cast<std::int32_t>(grid[i].z);
  }
  return positions;
}

template <class State>
Result<std::shared_ptr<const Media>> encode(State& state, const mtmd_input_chunk* chunk) {
  auto media = std::make_shared<Media>();
  const std::size_t cells = mtmd_input_chunk_get_n_tokens(chunk);
  media->cells = static_cast<std::uint32_t>(cells);
  media->positions = static_cast<std::uint32_t>(mtmd_input_chunk_get_n_pos(chunk));
  media->causal = !mtmd_decode_use_non_causal(state.context.get(), chunk);
  const std::uint32_t most =
      media->causal ? state.options.cells_max : state.options.cells_at_once_max;
  if (cells > most) {
    return Error{ErrorCode::kTooLong, "the picture has " + std::to_string(cells) +
                                          " cells in this model; at most " + std::to_string(most) +
                                          " are possible: send a smaller picture"};
  }
  const ErrorCapture errors;
  if (mtmd_encode_chunk(state.context.get(), chunk) != 0) {
    return cannot_see(errors.text("the encoder failed"));
  }
  const float* values = mtmd_get_output_embd(state.context.get());
  const auto width = static_cast<std::size_t>(llama_model_n_embd_inp(state.model));
  media->embeddings.assign(values, values + cells * width);
  if (mtmd_decode_use_mrope(state.context.get())) {
    const std::shared_ptr<const mtmd_input_chunk> shape(
        mtmd_input_chunk_get_placeholder(chunk), [](const mtmd_input_chunk* kept) {
          mtmd_input_chunk_free(const_cast<mtmd_input_chunk*>(kept));
        });
    media->positions_from = [shape, cells](std::int32_t first) {
      return grid_positions(shape.get(), first, cells);
    };
  } else {
    media->positions_from = [count = media->cells](std::int32_t first) {
      return plain_positions(first, count);
    };
  }
  return std::shared_ptr<const Media>(std::move(media));
}

// What stands in a prompt for one picture: runs of cells, and text of the model's own around them.
template <class State>
Result<mtmd::input_chunks_ptr> chunks_of(State& state, const image::Picture& picture) {
  const mtmd::bitmap bitmap(picture.width, picture.height, picture.rgb.data());
  const mtmd_input_part part{nullptr, bitmap.ptr.get()};
  const std::array<const mtmd_input_part*, 1> parts = {&part};
  mtmd::input_chunks_ptr chunks(mtmd_input_chunks_init());
  const ErrorCapture errors;
  if (mtmd_tokenize_from_parts(state.context.get(), chunks.get(), parts.data(), parts.size(),
                               false) != 0) {
    return cannot_see(errors.text("it cannot be prepared"));
  }
  return chunks;
}

template <class State>
Result<local::SeenImage> see(State& state, const std::string& key, const image::Picture& picture,
                             std::size_t& bytes) {
  auto chunks = chunks_of(state, picture);
  if (!chunks) return chunks.error();
  local::SeenImage seen;
  auto lease = std::make_shared<Lease>();
  for (std::size_t i = 0; i < mtmd_input_chunks_size(chunks->get()); ++i) {
    const mtmd_input_chunk* chunk = mtmd_input_chunks_get(chunks->get(), i);
    if (mtmd_input_chunk_get_type(chunk) == MTMD_INPUT_CHUNK_TYPE_TEXT) {
      std::size_t count = 0;
      const llama_token* text = mtmd_input_chunk_get_tokens_text(chunk, &count);
      seen.tokens.insert(seen.tokens.end(), text, text + count);
      continue;
    }
    auto media = encode(state, chunk);
    if (!media) return media.error();
    auto tokens = state.table->tokens_for(key + '/' + std::to_string(i), (*media)->cells);
    if (!tokens) return tokens.error();
    state.table->put(tokens->front(), *media);
    seen.tokens.insert(seen.tokens.end(), tokens->begin(), tokens->end());
    bytes += (*media)->embeddings.size() * sizeof(float);
    lease->push_back(std::move(*media));
  }
  if (lease->empty()) return cannot_see("nothing is left of it");
  ++state.encoded;
  seen.lease = std::move(lease);
  return seen;
}

// On the worker.
template <class State>
Result<local::SeenImage> look_here(State& state, const std::string& file) {
  const std::string sum = sha256_of(file);
  if (auto found = state.find(sum)) return *std::move(found);
  const auto picture = image::decode(file, kSideGiven);
  if (!picture) return picture.error();
  try {
    const AssertionsThrow guard;
    std::size_t bytes = 0;
    auto seen = see(state, sum, *picture, bytes);
    if (seen) state.add({sum, seen->tokens, seen->lease, seen->lease, bytes});
    return seen;
  } catch (const std::exception& error) {
    return cannot_see(error.what());
  }
}

// Kinds whose cells depend on what stands around them in the prompt.
Result<void> check_kind(const std::filesystem::path& projector) {
  auto header = GgufHeader::read(projector);
  if (!header) return header.error();
  const std::string kind = header->text("clip.projector_type");
  const std::string vision = header->text("clip.vision.projector_type");
  for (const std::string_view other : {"deepseek4v", "hunyuanvl"}) {
    if (kind != other && vision != other) continue;
    return invalid("the projector " + projector.string() + " is of the kind \"" +
                   std::string(other) + "\", which is not supported");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<LlamaEyes>> LlamaEyes::create(const std::filesystem::path& projector,
                                                     const llama_model* model,
                                                     const EyesOptions& options) {
  if (auto fine = check_kind(projector); !fine) return fine.error();
  auto state = std::make_shared<State>();
  state->model = model;
  state->options = options;
  mtmd_context_params params = mtmd_context_params_default();
  params.n_threads = static_cast<int>(options.threads);
  params.print_timings = false;
  params.warmup = false;
  const ErrorCapture errors;
  try {
    const AssertionsThrow guard;
    state->context.reset(mtmd_init_from_file(projector.string().c_str(), model, params));
  } catch (const std::exception& error) {
    collect_error(error.what());
  }
  if (state->context == nullptr) {
    return Error{ErrorCode::kBackend, "cannot load the projector " + projector.string() + ": " +
                                          errors.text("no reason given")};
  }
  if (!mtmd_support_vision(state->context.get())) {
    return invalid("the projector " + projector.string() + " is not for pictures");
  }
  return std::unique_ptr<LlamaEyes>(new LlamaEyes(std::move(state)));
}

LlamaEyes::~LlamaEyes() { state_->worker.join(); }

std::shared_ptr<MediaTable> LlamaEyes::table() const { return state_->table; }

std::uint64_t LlamaEyes::pictures_encoded() const { return state_->encoded; }

Task<Result<local::SeenImage>> LlamaEyes::look(std::shared_ptr<const std::string> file) {
  const std::shared_ptr<State> state = state_;
  std::function<Result<local::SeenImage>()> work = [state, file = std::move(file)] {
    return look_here(*state, *file);
  };
  co_return co_await state->worker.run(std::move(work));
}

}  // namespace ponder::llama
