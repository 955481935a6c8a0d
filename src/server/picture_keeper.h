// The pictures of questions on their way into the store and back: brought into the form in which
// they are kept, on a thread of their own, and fetched again for the turns that follow.
#pragma once

#include <memory>
#include <vector>

#include "api/turn_images.h"
#include "base/async.h"
#include "base/result.h"
#include "base/worker.h"
#include "chat/message.h"
#include "store/store.h"

namespace ponder::server {

// Thread-safe. `store` outlives it; its owner awaits all its calls.
class PictureKeeper {
 public:
  explicit PictureKeeper(store::Store& store);

  // With their files: upright and without metadata (image::keep). Errors: kInvalid, kTooLarge (the
  // picture), kNotFound (none is kept at the address), kTooLong (image::kImagesMax), each with
  // `param`; kOverloaded; the store's.
  Task<Result<std::vector<store::TurnImage>>> keep(store::Principal who,
                                                   std::vector<api::SentImage> sent);
  // Gives the pictures of `turns` their files. Errors: kTooLong (more than
  // image::kImagesTogetherMax with those that are `asked` besides), and the store's.
  Task<Result<void>> fetch(store::Principal who, std::vector<store::Turn>& turns,
                           std::size_t asked);

 private:
  Task<Result<store::TurnImage>> keep_one(store::Principal who, api::SentImage sent);

  store::Store& store_;
  Worker worker_;
};

// What a model is given of them, in front of a message's text.
std::vector<chat::Image> shown_images(const std::vector<store::TurnImage>& images);

}  // namespace ponder::server
