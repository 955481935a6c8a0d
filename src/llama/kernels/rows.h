// The rows that a matrix is multiplied with, as 8-bit numbers: the values of a block share one
// scale, as in llama.cpp's Q8_K.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ponder::llama::kernels {

// In which order a block's values are kept, and how many they are.
enum class Order : std::uint8_t {
  // 256 values, one after the other.
  kPlain,
  // 256 values as four registers of 16 lanes with four values: lane 4t + q of register i has the
  // values from 16 (4q + t) + 4i on. So all four registers have the same 16 values in a lane, and
  // one register of sums is left of them.
  kTransposed,
  // 128 values as two registers of four quarters with 16 values: quarter q of register i has the
  // values from 32q + 16i on. So each 32 values are in one quarter.
  kQuarters,
  // As plain, with the sums of each 16 values.
  kSixteens,
  // 128 values, one after the other, 128 more each: bytes without a sign. No offsets.
  kUnsigned,
  // 128 values as four half registers of 8 lanes with four values: lane 4t + q of register i has
  // the values from 32q + 16t + 4i on. So each lane has 16 values that lie together.
  kHalves,
};

inline constexpr std::size_t kPart = 32;       // Plain rows: values whose sum is kept...
inline constexpr std::size_t kSixteenth = 16;  // ...and those in sixteens.
inline constexpr std::size_t kLanes = 16;      // Of a register of 32-bit numbers.
inline constexpr std::size_t kHalfLanes = 8;

constexpr std::size_t block_of(Order order) {
  return order == Order::kPlain || order == Order::kTransposed || order == Order::kSixteens ? 256
                                                                                            : 128;
}

// Of a block; none where sums are kept.
constexpr std::size_t offsets_of(Order order) {
  if (order == Order::kHalves) return kHalfLanes;
  return order == Order::kTransposed || order == Order::kQuarters ? kLanes : 0;
}

// What rows are made for.
struct RowForm {
  std::size_t count = 0;
  std::size_t width = 0;  // Values of a row; a multiple of the order's block.
  Order order = Order::kPlain;
  int bias = 0;  // How much the unpacked weights are too large, where offsets are kept.

  std::size_t block() const { return block_of(order); }
  std::size_t blocks() const { return width / block(); }
  std::size_t bytes() const;  // Of a buffer for them, with room to align it.
};

// A view of rows in a work buffer: value i of row r, in a plain one, is
// scales[r * blocks() + i / block()] times values[r * width + i].
struct Rows : RowForm {
  std::int8_t* values = nullptr;
  float* scales = nullptr;
  std::int16_t* sums = nullptr;     // Of each kPart or kSixteenth values.
  std::int32_t* offsets = nullptr;  // Of each lane of a block, -bias times its values' sum.

  // Notes the scale of a block whose largest number is `most`; what its numbers are multiplied
  // with.
  float set_scale(std::size_t block, float most) const {
    scales[block] = most / 127.0F;
    return most > 0.0F ? 127.0F / most : 0.0F;
  }
};

// The view of an empty buffer of form.bytes().
Rows rows_in(void* buffer, const RowForm& form);

// Fills row `r` from `width` numbers. Different rows may be filled by different threads. Only where
// has_vnni().
void fill_row(const Rows& rows, std::size_t r, const float* from);

// The same for plain rows and those in halves, where has_avx2().
void fill_row_avx2(const Rows& rows, std::size_t r, const float* from);

}  // namespace ponder::llama::kernels
