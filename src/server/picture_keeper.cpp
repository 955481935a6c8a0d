#include "server/picture_keeper.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "image/image.h"
#include "image/keep.h"
#include "image/limits.h"

namespace ponder::server {
namespace {

constexpr std::size_t kWaitingMax = 256;

}  // namespace

PictureKeeper::PictureKeeper(store::Store& store)
    : store_(store), worker_("pictures to keep", kWaitingMax) {}

Task<Result<store::TurnImage>> PictureKeeper::keep_one(store::Principal who, api::SentImage sent) {
  store::TurnImage image;
  if (sent.file == nullptr) {
    auto kept = co_await store_.turn_image(who, sent.kept_turn, sent.kept_index);
    if (!kept) co_return kept.error();
    image = std::move(*kept);
  } else {
    std::function<Result<image::Kept>()> work = [file = sent.file] { return image::keep(*file); };
    auto kept = co_await worker_.run(std::move(work));
    if (!kept) co_return kept.error();
    image.media_type = image::media_type(kept->format);
    image.width = kept->width;
    image.height = kept->height;
    image.bytes = kept->file.size();
    image.file = std::make_shared<const std::string>(std::move(kept->file));
  }
  if (!sent.name.empty()) image.name = std::move(sent.name);
  if (sent.reading) image.reading = *std::move(sent.reading);
  co_return image;
}

Task<Result<std::vector<store::TurnImage>>> PictureKeeper::keep(store::Principal who,
                                                                std::vector<api::SentImage> sent) {
  if (sent.size() > image::kImagesMax) {
    co_return Error{ErrorCode::kTooLong,
                    "There are " + std::to_string(sent.size()) + " pictures; the limit is " +
                        std::to_string(image::kImagesMax) + ".",
                    "images"};
  }
  std::vector<store::TurnImage> images;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto image = co_await keep_one(who, std::move(sent[i]));
    if (!image) {
      Error error = image.error();
      error.param = "images[" + std::to_string(i) + "].url";
      co_return error;
    }
    images.push_back(std::move(*image));
  }
  co_return images;
}

Task<Result<void>> PictureKeeper::fetch(store::Principal who, std::vector<store::Turn>& turns,
                                        std::size_t asked) {
  std::size_t count = asked;
  for (const store::Turn& turn : turns) count += turn.images.size();
  if (count > image::kImagesTogetherMax) {
    co_return Error{ErrorCode::kTooLong,
                    "The conversation would have " + std::to_string(count) +
                        " pictures; the limit is " + std::to_string(image::kImagesTogetherMax) +
                        ": begin another one, or branch off before some of them.",
                    "images"};
  }
  for (store::Turn& turn : turns) {
    for (std::uint32_t i = 0; i < turn.images.size(); ++i) {
      auto image = co_await store_.turn_image(who, turn.id, i);
      if (!image) co_return image.error();
      turn.images[i].file = std::move(image->file);
    }
  }
  co_return Result<void>();
}

std::vector<chat::Image> shown_images(const std::vector<store::TurnImage>& images) {
  std::vector<chat::Image> shown;
  shown.reserve(images.size());
  for (const store::TurnImage& image : images) shown.push_back({0, image.file, image.reading});
  return shown;
}

}  // namespace ponder::server
