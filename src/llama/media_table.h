// What the picture cells in prompts stand for: embeddings by tokens. Filled by LlamaEyes, read by
// LlamaBackend on the engine's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/tokens.h"

namespace ponder::llama {

// One run of cells, encoded.
struct Media {
  std::uint32_t cells = 0;
  std::uint32_t positions = 0;    // By how many the sequence's position moves: not the cells, where
                                  // cells of one picture share a position (M-RoPE).
  bool causal = true;             // Else every cell sees all others: they must be in one batch.
  std::vector<float> embeddings;  // cells * width of the model's input.
  // Positions of the cells of a picture that begins at `first`: `cells` numbers, or 4 times so many
  // (one section after the other) for M-RoPE.
  std::function<std::vector<std::int32_t>(std::int32_t first)> positions_from;
};

// Thread-safe.
class MediaTable {
 public:
  static constexpr std::size_t kKeysMax = 16384;

  // `first`: the first number that is given away, below 0.
  explicit MediaTable(std::int64_t first = -1) : next_(first) {}

  // The tokens of a run of so many cells, named by `key`: no other key's, and the same each time,
  // unless kKeysMax others were asked for since: then new ones. Error kUnavailable: no numbers are
  // left (after 2 thousand million cells).
  Result<std::vector<Token>> tokens_for(const std::string& key, std::uint32_t cells);

  // What stands for the run that begins with `first`, while somebody holds it.
  void put(Token first, const std::shared_ptr<const Media>& media);
  std::shared_ptr<const Media> find(Token first) const;  // Null: nobody holds it any more.

 private:
  mutable std::mutex mutex_;
  std::int64_t next_;
  std::map<std::string, Token> first_by_key_;
  std::list<std::string> keys_;  // The oldest in front.
  std::map<Token, std::weak_ptr<const Media>> media_;
};

}  // namespace ponder::llama
