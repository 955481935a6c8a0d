// Attention over the cells that a token sees: softmax(q K^T) V, with a running maximum, so that
// scores are kept for a few cells only (Milakov and Gimelshein 2018, arXiv 1805.02867; Dao et al.
// 2022, arXiv 2205.14135). Made for agents, whose tokens see few of the cells that the batch has:
// those of other agents are passed over 32 at a time, once for all heads, and a cell's K and V are
// read once for up to four query heads that share them. llama.cpp looks at each cell, and converts
// K, for each head. Only where has_vnni().
#pragma once

#include <cstddef>
#include <cstdint>

namespace ponder::llama::kernels {

// A view of the numbers of one head of a token or cell; strides are in bytes.
struct HeadView {
  const char* at = nullptr;
  std::size_t row_stride = 0;  // To the same head of the next token or cell.
  std::size_t head_stride = 0;
  const char* head(std::size_t row, std::size_t h) const {
    return at + row * row_stride + h * head_stride;
  }
};

struct Attention {
  std::size_t width = 0;  // Numbers of a head; a multiple of kHeadStep, at most kHeadMax.
  std::size_t tokens = 0, cells = 0;
  std::size_t query_heads = 0, key_heads = 0;  // query_heads is a multiple of key_heads.
  HeadView queries;                            // 32-bit.
  HeadView keys, values;                       // 16-bit floats.
  // 16-bit floats, added to the scores of a token's cells; minus infinity: it does not see the
  // cell.
  const char* mask = nullptr;
  std::size_t mask_stride = 0;  // Bytes, to the next token.
  float* out = nullptr;         // A token's heads one after the other, width numbers each.
  float scale = 1.0F;           // Of the scores.

  std::size_t groups() const { return tokens * key_heads; }
};

inline constexpr std::size_t kHeadStep = 64, kHeadMax = 256;
inline constexpr std::size_t kSharingMax = 16;  // Query heads of a key head.

// Writes the results of the query heads of one key head for one token: group token * key_heads +
// key head. Different groups may be computed by different threads. A token that sees no cell gets
// zeros.
void attend(const Attention& attention, std::size_t group);

}  // namespace ponder::llama::kernels
