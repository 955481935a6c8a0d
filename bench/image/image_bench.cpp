// Time and memory of a picture before any model sees it: a file of 12 million pixels, as a camera
// writes it, is decoded, turned and made smaller in a process of its own. Prints JSON lines.
//
// Usage: bench_image            all cases
//        bench_image FILE SIDE  one file (what a case's process runs)
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "image/image.h"

namespace {

using ponder::image::Picture;

constexpr std::uint32_t kWidth = 4000;
constexpr std::uint32_t kHeight = 3000;
constexpr int kRounds = 5;

// Soft shapes under sensor noise: compresses about as a photograph does.
Picture scene() {
  std::mt19937 random(7);
  Picture picture{kWidth, kHeight, {}};
  picture.rgb.reserve(std::size_t{3} * kWidth * kHeight);
  for (std::uint32_t y = 0; y < kHeight; ++y) {
    for (std::uint32_t x = 0; x < kWidth; ++x) {
      const std::uint32_t light = (x / 16 + y / 12) % 200 + ((x / 400 + y / 300) % 2) * 30;
      const std::uint32_t noise = random() & 15U;
      for (std::uint32_t i = 0; i < 3; ++i) {
        picture.rgb.push_back(static_cast<std::uint8_t>((light * (3 + i) / 5 + noise) & 0xFFU));
      }
    }
  }
  return picture;
}

// EXIF that says "turn me right", put behind the first marker.
std::string as_from_a_phone(const std::string& jpeg) {
  const std::string block(
      "\xff\xe1\0\x22"
      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
      36);
  return jpeg.substr(0, 2) + block + jpeg.substr(2);
}

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int run_one(const char* path, std::uint32_t side) {
  const std::string bytes = read(path);
  const auto begin = std::chrono::steady_clock::now();
  const auto picture = ponder::image::decode(bytes, side);
  const auto end = std::chrono::steady_clock::now();
  if (!picture) {
    std::fprintf(stderr, "%s\n", picture.error().message.c_str());
    return 1;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%.1f %.1f %u %u\n", std::chrono::duration<double, std::milli>(end - begin).count(),
              static_cast<double>(usage.ru_maxrss) / 1024.0, picture->width, picture->height);
  return 0;
}

int measure(const char* self, const char* name, const std::string& file, std::uint32_t side) {
  const std::string path = "/tmp/bench_image." + std::to_string(getpid());
  std::ofstream(path, std::ios::binary) << file;
  const std::string command = std::string(self) + ' ' + path + ' ' + std::to_string(side);
  std::vector<double> times;
  double memory = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  for (int i = 0; i < kRounds; ++i) {
    std::FILE* out = popen(command.c_str(), "r");
    double ms = 0;
    double mb = 0;
    if (out == nullptr || std::fscanf(out, "%lf %lf %u %u", &ms, &mb, &width, &height) != 4) {
      return 1;
    }
    pclose(out);
    times.push_back(ms);
    memory = std::max(memory, mb);
  }
  unlink(path.c_str());
  std::sort(times.begin(), times.end());
  std::printf(
      "{\"case\": \"%s\", \"file_bytes\": %zu, \"ms_median\": %.1f, \"ms_max\": %.1f, "
      "\"peak_rss_mib\": %.1f, \"width\": %u, \"height\": %u}\n",
      name, file.size(), times[kRounds / 2], times.back(), memory, width, height);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return run_one(argv[1], static_cast<std::uint32_t>(std::atoi(argv[2])));
  const Picture picture = scene();
  const std::string jpeg = as_from_a_phone(ponder::image::encode_jpeg(picture, 92));
  int failed = measure(argv[0], "12 MP JPEG, turned, whole", jpeg, 0);
  failed |= measure(argv[0], "12 MP JPEG, turned, 2048", jpeg, ponder::image::kModelSideMax);
  failed |= measure(argv[0], "12 MP JPEG, turned, 1024", jpeg, 1024);
  failed |= measure(argv[0], "12 MP PNG, 2048", ponder::image::encode_png(picture),
                    ponder::image::kModelSideMax);
  return failed;
}
