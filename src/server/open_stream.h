// Counts a stream while it is being sent.
#pragma once

#include <atomic>
#include <memory>

#include "server/services.h"

namespace ponder::server {

// Copies share one count.
class OpenStream {
 public:
  explicit OpenStream(const Services& services) : count_(new_count(services.open_streams)) {}

 private:
  static std::shared_ptr<void> new_count(const std::shared_ptr<std::atomic<int>>& total) {
    ++*total;
    return {nullptr, [total](void*) { --*total; }};
  }
  std::shared_ptr<void> count_;
};

}  // namespace ponder::server
