// Pixels -> a file, without any metadata.
#include <png.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
// jpeglib.h needs std::FILE and std::size_t before it.
#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/check.h"
#include "image/image.h"

namespace ponder::image {

std::string encode_png(const Picture& picture) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = picture.width;
  png.height = picture.height;
  png.format = PNG_FORMAT_RGB;
  png.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string file(size, '\0');
  // Only memory can be short.
  PONDER_CHECK(
      png_image_write_to_memory(&png, file.data(), &size, 0, picture.rgb.data(), 0, nullptr) != 0);
  file.resize(size);
  return file;
}

std::string encode_jpeg(const Picture& picture, int quality) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);  // Ends the program where memory is short.
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = picture.width;
  info.image_height = picture.height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  std::vector<std::uint8_t> row(std::size_t{3} * picture.width);
  while (info.next_scanline < info.image_height) {
    std::copy_n(picture.rgb.data() + info.next_scanline * row.size(), row.size(), row.data());
    std::uint8_t* begin = row.data();
    jpeg_write_scanlines(&info, &begin, 1);
  }
  jpeg_finish_compress(&info);
  std::string file(data, data + size);
  jpeg_destroy_compress(&info);
  std::free(data);
  return file;
}

std::string encode_ppm(const Picture& picture) {
  std::string file =
      "P6\n" + std::to_string(picture.width) + ' ' + std::to_string(picture.height) + "\n255\n";
  file.append(picture.rgb.begin(), picture.rgb.end());
  return file;
}

}  // namespace ponder::image
