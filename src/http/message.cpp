// Request and ClientWatch.
#include "http/message.h"

namespace ponder::http {

void ClientWatch::on_gone(std::function<void()> callback) {
  if (gone_) {
    callback();
    return;
  }
  callbacks_.push_back(std::move(callback));
}

void ClientWatch::set_gone() {
  if (gone_) {
    return;
  }
  gone_ = true;
  // A callback may release the watch or its owner.
  const auto callbacks = std::exchange(callbacks_, {});
  for (const auto& callback : callbacks) {
    callback();
  }
}

void ClientWatch::release() { const auto dropped = std::exchange(callbacks_, {}); }

std::string_view Request::header(std::string_view lower_case_name) const {
  const auto found = headers.lower_bound(lower_case_name);
  if (found == headers.end() || found->first != lower_case_name) {
    return {};
  }
  return found->second;
}

}  // namespace ponder::http
