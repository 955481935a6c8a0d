// The rows that a matrix is multiplied with, as 8-bit numbers: each 256 values share one scale, as
// in llama.cpp's Q8_K.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ponder::llama::kernels {

inline constexpr std::size_t kBlock = 256;  // Values that share a scale.
inline constexpr std::size_t kPart = 32;    // Plain rows: values whose sum is kept.
inline constexpr std::size_t kGroup = 16;   // Transposed rows: values that share a lane.

// In which order a block's values are kept.
enum class Order : std::uint8_t {
  kPlain,
  // As four registers of 16 lanes with four values: lane 4t + q of register i has the values from
  // 16 (4q + t) + 4i on. So all four registers have the same 16 values in a lane, and one register
  // of sums is left of them.
  kTransposed,
};

// A view of rows in a work buffer: value i of row r, in a plain one, is
// scales[r * blocks() + i / kBlock] times values[r * width + i].
struct Rows {
  std::size_t count = 0;
  std::size_t width = 0;  // Values of a row; a multiple of kBlock.
  Order order = Order::kPlain;
  std::int8_t* values = nullptr;
  float* scales = nullptr;
  std::int16_t* sums = nullptr;     // Plain: of each kPart values.
  std::int32_t* offsets = nullptr;  // Transposed: of each lane's values, -32 times their sum.
  std::size_t blocks() const { return width / kBlock; }
};

// Bytes of such a buffer, with room to align it.
std::size_t bytes_of_rows(std::size_t count, std::size_t width, Order order);
// The view of an empty buffer of that size.
Rows rows_in(void* buffer, std::size_t count, std::size_t width, Order order);

// Fills row `r` from `width` numbers. Different rows may be filled by different threads. Only where
// has_vnni().
void fill_row(const Rows& rows, std::size_t r, const float* from);

}  // namespace ponder::llama::kernels
