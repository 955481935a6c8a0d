// JPEG through libjpeg-turbo. Its errors come back by longjmp: the function that calls setjmp has
// nothing to destroy.
#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
// jpeglib.h needs std::FILE and std::size_t before it.
#include <jerror.h>
#include <jpeglib.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "image/decoders.h"
#include "image/header.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::image {
namespace {

struct Decoder {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf failed{};
  std::array<char, JMSG_LENGTH_MAX> message{};
  bool cut_off = false;
  bool too_many_scans = false;
};

Decoder& decoder_of(j_common_ptr info) { return *static_cast<Decoder*>(info->client_data); }

[[noreturn]] void on_error(j_common_ptr info) {
  Decoder& decoder = decoder_of(info);
  info->err->format_message(info, decoder.message.data());
  std::longjmp(decoder.failed, 1);
}

// Warnings: many cameras write files with harmless ones, but what is missing is not shown as grey.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  ++info->err->num_warnings;
  if (info->err->msg_code == JWRN_JPEG_EOF) decoder_of(info).cut_off = true;
}

void no_output(j_common_ptr) {}

// Each scan of a progressive file goes over all of the picture, however few bytes it has.
void on_progress(j_common_ptr info) {
  Decoder& decoder = decoder_of(info);
  if (decoder.info.input_scan_number <= kScansMax) return;
  decoder.too_many_scans = true;
  std::longjmp(decoder.failed, 1);
}

void prepare(Decoder& decoder) {
  decoder.info.err = jpeg_std_error(&decoder.errors);
  decoder.info.client_data = &decoder;
  decoder.errors.error_exit = on_error;
  decoder.errors.emit_message = on_message;
  decoder.errors.output_message = no_output;
}

unsigned int denominator_for(const Header& header, std::uint32_t side_wanted) {
  unsigned int denominator = 1;
  const std::uint32_t side = std::max(header.width, header.height);
  while (side_wanted > 0 && denominator < 8 && side / (denominator * 2) >= side_wanted) {
    denominator *= 2;
  }
  return denominator;
}

// Up to the first row. False: failed.
bool start(Decoder& decoder, std::string_view bytes, unsigned int denominator) {
  if (setjmp(decoder.failed) != 0) return false;
  jpeg_create_decompress(&decoder.info);
  decoder.info.client_data = &decoder;
  decoder.info.mem->max_memory_to_use = static_cast<long>(kJpegMemoryMax);
  decoder.progress.progress_monitor = on_progress;
  decoder.info.progress = &decoder.progress;
  jpeg_mem_src(&decoder.info, unsigned_bytes(bytes), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&decoder.info, TRUE);
  const bool four = decoder.info.num_components == 4;
  decoder.info.out_color_space = four ? JCS_CMYK : JCS_RGB;
  decoder.info.scale_num = 1;
  decoder.info.scale_denom = denominator;
  decoder.info.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&decoder.info);
  return true;
}

// `row` has room for one row of what the decoder gives.
bool read_row(Decoder& decoder, std::uint8_t* row) {
  if (setjmp(decoder.failed) != 0) return false;
  return jpeg_read_scanlines(&decoder.info, &row, 1) == 1;
}

// Adobe's programs, which write such files, store them inverted.
void cmyk_to_rgb(const std::vector<std::uint8_t>& from, std::uint8_t* to) {
  for (std::size_t pixel = 0; pixel * 4 < from.size(); ++pixel) {
    const std::uint32_t black = from[pixel * 4 + 3];
    for (std::size_t i = 0; i < 3; ++i) {
      to[pixel * 3 + i] = static_cast<std::uint8_t>(from[pixel * 4 + i] * black / 255U);
    }
  }
}

bool read_rows(Decoder& decoder, Picture& picture) {
  const std::size_t row_bytes = std::size_t{3} * picture.width;
  const bool four = decoder.info.output_components == 4;
  std::vector<std::uint8_t> wide(four ? std::size_t{4} * picture.width : 0);
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    std::uint8_t* row = picture.rgb.data() + y * row_bytes;
    if (!read_row(decoder, four ? wide.data() : row)) return false;
    if (decoder.cut_off) return false;
    if (four) cmyk_to_rgb(wide, row);
  }
  return true;
}

Error why(const Decoder& decoder) {
  if (decoder.too_many_scans) {
    return {ErrorCode::kTooLarge, "The JPEG has more than " + std::to_string(kScansMax) +
                                      " scans, which is the most that are read."};
  }
  if (decoder.cut_off) return damaged(Format::kJpeg, "its pixels are cut off");
  return damaged(Format::kJpeg, std::string("cannot be decoded: ") + decoder.message.data());
}

}  // namespace

Result<Picture> decode_jpeg(std::string_view bytes, const Header& header,
                            std::uint32_t side_wanted) {
  Decoder decoder;
  prepare(decoder);
  Result<Picture> result = Picture{};
  if (!start(decoder, bytes, denominator_for(header, side_wanted))) {
    result = why(decoder);
  } else if (decoder.info.image_width != header.width ||
             decoder.info.image_height != header.height) {
    result = damaged(Format::kJpeg, "it has two sizes");
  } else {
    *result = blank(decoder.info.output_width, decoder.info.output_height);
    if (!read_rows(decoder, *result)) result = why(decoder);
  }
  jpeg_destroy_decompress(&decoder.info);
  return result;
}

}  // namespace ponder::image
