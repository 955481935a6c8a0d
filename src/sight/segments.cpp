#include "sight/segments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/image.h"
#include "image/transform.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

// Strokes from the top and clockwise, the middle one last.
struct Sign {
  char letter;
  std::string_view strokes;
};
constexpr auto kSigns = std::to_array<Sign>(
    {{'0', "012345"}, {'2', "01346"},  {'3', "01236"}, {'4', "1256"},    {'5', "02356"},
     {'6', "023456"}, {'7', "012"},    {'7', "0125"},  {'8', "0123456"}, {'9', "012356"},
     {'9', "01256"},  {'A', "012456"}, {'b', "23456"}, {'C', "0345"},    {'d', "12346"},
     {'E', "03456"},  {'F', "0456"},   {'H', "12456"}, {'L', "345"},     {'P', "01456"},
     {'U', "12345"}});

// Which pixels are ink.
struct Bitmap {
  int width = 0, height = 0;
  std::vector<std::uint8_t> ink;
  bool at(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < height &&
           ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x)] != 0;
  }
  std::uint8_t& operator()(int x, int y) {
    return ink[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x)];
  }
};

// The level that parts dark from light best (Otsu's).
std::uint32_t threshold_of(const image::Picture& picture) {
  std::array<double, 256> counts{};
  double all = 0;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    counts.at(picture.rgb[i]) += 1;
    all += picture.rgb[i];
  }
  const std::size_t count = picture.rgb.size() / 3;
  const auto pixels = static_cast<double>(count);
  double below = 0;
  double sum_below = 0;
  std::pair<double, std::uint32_t> best{-1, 128};
  for (std::uint32_t level = 0; level < 256; ++level) {
    below += counts.at(level);
    sum_below += counts.at(level) * level;
    const double above = pixels - below;
    if (below == 0 || above == 0) continue;
    const double apart = sum_below / below - (all - sum_below) / above;
    best = std::max(best, {below * above * apart * apart, level});
  }
  return best.second;
}

// Each row moved so that strokes that lean stand upright.
Bitmap ink_of(const image::Picture& picture, std::uint32_t threshold, float lean) {
  Bitmap bitmap{static_cast<int>(picture.width), static_cast<int>(picture.height), {}};
  bitmap.ink.resize(picture.rgb.size() / 3);
  for (int y = 0; y < bitmap.height; ++y) {
    const int from_middle = y - bitmap.height / 2;
    const int moved = static_cast<int>(std::lround(lean * static_cast<float>(from_middle)));
    for (int x = std::max(0, -moved); x < std::min(bitmap.width, bitmap.width - moved); ++x) {
      const std::size_t from =
          (static_cast<std::size_t>(y) * picture.width + static_cast<std::size_t>(x + moved)) * 3;
      bitmap(x, y) = picture.rgb[from] <= threshold ? 1 : 0;
    }
  }
  return bitmap;
}

// Ink grows by so many pixels to each side: strokes of one sign meet.
Bitmap grown(const Bitmap& bitmap, int by) {
  Bitmap across{bitmap.width, bitmap.height, std::vector<std::uint8_t>(bitmap.ink.size())};
  Bitmap result = across;
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 0; x < bitmap.width; ++x) {
      if (!bitmap.at(x, y)) continue;
      for (int i = std::max(0, x - by); i <= std::min(bitmap.width - 1, x + by); ++i)
        across(i, y) = 1;
    }
  }
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 0; x < bitmap.width; ++x) {
      if (!across.at(x, y)) continue;
      for (int i = std::max(0, y - by); i <= std::min(bitmap.height - 1, y + by); ++i)
        result(x, i) = 1;
    }
  }
  return result;
}

struct Area {
  int left, top, right, bottom;  // The last two are inside.
  int width() const { return right - left + 1; }
  int height() const { return bottom - top + 1; }
};

// Of ink that hangs together; what touches the edge is not a sign.
std::vector<Area> areas_of(Bitmap bitmap) {
  std::vector<Area> areas;
  std::vector<std::pair<int, int>> open;
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 0; x < bitmap.width; ++x) {
      if (!bitmap.at(x, y)) continue;
      Area area{x, y, x, y};
      open.assign(1, {x, y});
      bitmap(x, y) = 0;
      while (!open.empty()) {
        const auto [px, py] = open.back();
        open.pop_back();
        area = {std::min(area.left, px), std::min(area.top, py), std::max(area.right, px),
                std::max(area.bottom, py)};
        for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
          if (!bitmap.at(px + dx, py + dy)) continue;
          bitmap(px + dx, py + dy) = 0;
          open.emplace_back(px + dx, py + dy);
        }
      }
      const bool inside = area.left > 0 && area.top > 0 && area.right + 1 < bitmap.width &&
                          area.bottom + 1 < bitmap.height;
      if (inside) areas.push_back(area);
    }
  }
  return areas;
}

// The tallest and those beside it that are as tall, from the left. None where there is more beside
// them than points: parts of a sign whose strokes do not meet yet.
std::vector<Area> row_of(const std::vector<Area>& areas) {
  constexpr int kHeightMin = 20;
  const auto tallest = std::ranges::max_element(areas, {}, &Area::height);
  std::vector<Area> row;
  if (tallest == areas.end() || tallest->height() < kHeightMin) return row;
  const int slack = tallest->height() / 5;
  for (const Area& area : areas) {
    if (std::abs(area.top - tallest->top) <= slack &&
        std::abs(area.bottom - tallest->bottom) <= slack) {
      row.push_back(area);
      continue;
    }
    const bool beside = area.bottom >= tallest->top && area.top <= tallest->bottom;
    if (beside && std::max(area.width(), area.height()) > slack) return {};
  }
  std::ranges::sort(row, {}, &Area::left);
  return row;
}

// The share of lines across a part of an area (as shares of it) that meet ink.
float met(const Bitmap& bitmap, const Area& area, std::array<float, 4> part, bool rows) {
  const auto x_at = [&](float share) {
    return area.left + static_cast<int>(share * static_cast<float>(area.width() - 1));
  };
  const auto y_at = [&](float share) {
    return area.top + static_cast<int>(share * static_cast<float>(area.height() - 1));
  };
  const int left = x_at(part[0]), right = x_at(part[2]), top = y_at(part[1]),
            bottom = y_at(part[3]);
  int lines = 0;
  int inked = 0;
  for (int a = rows ? top : left; a <= (rows ? bottom : right); ++a) {
    bool ink = false;
    for (int b = rows ? left : top; b <= (rows ? right : bottom); ++b) {
      ink = ink || (rows ? bitmap.at(b, a) : bitmap.at(a, b));
    }
    ++lines;
    inked += ink ? 1 : 0;
  }
  return static_cast<float>(inked) / static_cast<float>(std::max(1, lines));
}

// How sure it is, 0 to 1, that the area shows the sign that is put into `letter`.
float sign_in(const Bitmap& bitmap, const Area& area, char& letter) {
  constexpr float kNarrow = 0.42F;  // Of the height: a 1 is its right strokes alone.
  if (static_cast<float>(area.width()) < kNarrow * static_cast<float>(area.height())) {
    letter = '1';
    return met(bitmap, area, {0, 0.05F, 1, 0.95F}, true) * 2 - 1;
  }
  constexpr std::array<std::array<float, 4>, 7> kPlaces = {{{0.35F, 0, 0.65F, 0.2F},
                                                            {0.72F, 0.2F, 1, 0.4F},
                                                            {0.72F, 0.6F, 1, 0.8F},
                                                            {0.35F, 0.8F, 0.65F, 1},
                                                            {0, 0.6F, 0.28F, 0.8F},
                                                            {0, 0.2F, 0.28F, 0.4F},
                                                            {0.35F, 0.42F, 0.65F, 0.58F}}};
  std::string strokes;
  float sure = 1;
  for (std::size_t i = 0; i < kPlaces.size(); ++i) {
    const bool upright = i == 1 || i == 2 || i == 4 || i == 5;
    const float share = met(bitmap, area, kPlaces.at(i), upright);
    if (share > 0.5F) strokes += static_cast<char>('0' + i);
    sure = std::min(sure, std::abs(share - 0.5F) * 2);
  }
  // Between the strokes there is nothing.
  for (const float middle : {0.3F, 0.7F}) {
    const float hole = met(bitmap, area, {0.45F, middle - 0.03F, 0.55F, middle + 0.03F}, true);
    sure = std::min(sure, 1 - hole);
  }
  const auto found = std::ranges::find(kSigns, strokes, &Sign::strokes);
  if (found == kSigns.end()) return 0;
  letter = found->letter;
  return sure;
}

}  // namespace

std::optional<Line> read_segments(const image::Picture& picture) {
  constexpr std::uint32_t kSide = 480;
  constexpr float kSure = 0.6F;
  constexpr std::size_t kSignsMin = 2;
  constexpr std::size_t kSignsMax = 8;
  const image::Picture small = image::within_side(picture, kSide);
  const std::uint32_t threshold = threshold_of(small);
  Line best;
  for (const float lean : {0.0F, -0.1F, 0.1F, -0.2F, 0.2F}) {
    const Bitmap ink = ink_of(small, threshold, lean);
    for (const int by : {0, 1, 2, 3, 5, 7}) {
      const Bitmap bitmap = grown(ink, by);
      const std::vector<Area> row = row_of(areas_of(bitmap));
      if (row.size() < kSignsMin || row.size() > kSignsMax) continue;
      Line line{std::string(row.size(), ' '), 1, {}, 0};
      for (std::size_t i = 0; i < row.size(); ++i) {
        line.confidence = std::min(line.confidence, sign_in(bitmap, row[i], line.text[i]));
      }
      if (line.confidence <= best.confidence) continue;
      best = std::move(line);
      best.words = {{best.text, best.confidence}};
      const auto scaled = [&](int length) {
        return static_cast<std::uint32_t>(std::max(0, length)) * picture.width / small.width;
      };
      best.box = {scaled(row.front().left), scaled(row.front().top),
                  scaled(row.back().right - row.front().left + 1), scaled(row.front().height())};
    }
  }
  if (best.confidence < kSure) return std::nullopt;
  return best;
}

}  // namespace ponder::sight
