#include "server/model_pool.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "server/notifier.h"

namespace ponder::server {
namespace {

using ModelPointer = std::shared_ptr<local::LoadedModel>;

// One load that several callers may wait for. The result lives as long as one of them holds it.
struct Load {
  std::mutex mutex;
  std::optional<Result<ModelPointer>> result;
  Notifier done;

  void finish(Result<ModelPointer> outcome) {
    {
      const std::lock_guard lock(mutex);
      result = std::move(outcome);
    }
    done.notify();
  }
  std::optional<Result<ModelPointer>> outcome() {
    const std::lock_guard lock(mutex);
    return result;
  }
};

struct Slot {
  ModelEntry entry;
  ModelPointer model;          // Set while it is in memory.
  std::shared_ptr<Load> load;  // Set while it is being loaded.
  std::string reason;          // Why the last load failed; empty where it did not.
  std::uint64_t last_used = 0;

  // Whoever holds a pointer got it under the pool's lock, so 1 means that nobody else can have it.
  bool idle() const { return model != nullptr && model.use_count() == 1; }
  std::uint64_t bytes() const {
    return std::max(entry.memory_bytes, model == nullptr ? 0 : model->memory_bytes());
  }
};

std::string megabytes(std::uint64_t bytes) {
  constexpr std::uint64_t kMega = 1'000'000;
  return std::to_string((bytes + kMega - 1) / kMega) + " MB";
}

}  // namespace

struct ModelPool::Impl : std::enable_shared_from_this<ModelPool::Impl> {
  mutable std::mutex mutex;
  std::vector<Slot> slots;
  std::function<std::uint64_t()> memory_available;
  std::uint64_t uses = 0;  // A clock for "least recently used".
  bool closing = false;
  asio::thread_pool loader{1};

  Slot* find(const std::string& name) {
    if (name.empty()) return slots.empty() ? nullptr : &slots.front();
    const auto found = std::ranges::find(slots, name, [](const Slot& s) { return s.entry.name; });
    return found == slots.end() ? nullptr : &*found;
  }

  Error unknown(const std::string& name) const {
    std::string known;
    for (const Slot& slot : slots) known += (known.empty() ? "" : ", ") + slot.entry.name;
    if (known.empty()) {
      return {ErrorCode::kNotFound, "There is no model yet. Get one with `ponder pull`.", "model"};
    }
    return {ErrorCode::kNotFound, "There is no model \"" + name + "\". Available: " + known + ".",
            "model"};
  }

  // Runs on the loader's thread.
  void run_load(std::size_t index, const std::shared_ptr<Load>& load) {
    Result<ModelPointer> outcome = load_now(index);
    {
      const std::lock_guard lock(mutex);
      Slot& slot = slots[index];
      slot.load = nullptr;
      slot.model = outcome ? *outcome : nullptr;
      slot.reason = outcome ? "" : outcome.error().message;
      slot.last_used = ++uses;
    }
    load->finish(std::move(outcome));
  }

  Result<ModelPointer> load_now(std::size_t index) {
    ModelEntry entry;
    {
      const std::lock_guard lock(mutex);
      if (closing) return Error{ErrorCode::kUnavailable, "The server is shutting down."};
      entry = slots[index].entry;
    }
    if (Result<void> room = make_room(entry); !room) return room.error();
    try {
      auto loaded = entry.load();
      if (!loaded) return load_failed(entry, loaded.error().message);
      return ModelPointer(std::move(*loaded));
    } catch (const std::exception& failure) {
      return load_failed(entry, failure.what());
    }
  }

  static Error load_failed(const ModelEntry& entry, const std::string& why) {
    return {ErrorCode::kUnavailable, "The model \"" + entry.name + "\" cannot be loaded: " + why,
            "model"};
  }

  // Unloads idle models, the least recently used first, until `entry` fits. Unloads none where
  // even that would not do.
  Result<void> make_room(const ModelEntry& entry) {
    std::uint64_t available = memory_available();
    if (available >= entry.memory_bytes) return {};
    if (const std::uint64_t idle = idle_bytes(); available + idle < entry.memory_bytes) {
      return Error{ErrorCode::kUnavailable,
                   "The model \"" + entry.name + "\" needs " + megabytes(entry.memory_bytes) +
                       " of memory; " + megabytes(available) + " are free and " + megabytes(idle) +
                       " are held by idle models. Close other programs, lower the context, or "
                       "choose a smaller model.",
                   "model"};
    }
    while (available < entry.memory_bytes) {
      ModelPointer victim = take_least_used();
      if (victim == nullptr) break;  // Taken by a request meanwhile: the load itself will tell.
      const std::uint64_t freed = victim->memory_bytes();
      victim.reset();
      available = std::max(memory_available(), available + freed);
    }
    return {};
  }

  std::uint64_t idle_bytes() const {
    const std::lock_guard lock(mutex);
    std::uint64_t bytes = 0;
    for (const Slot& slot : slots) bytes += slot.idle() ? slot.bytes() : 0;
    return bytes;
  }

  ModelPointer take_least_used() {
    const std::lock_guard lock(mutex);
    Slot* oldest = nullptr;
    for (Slot& slot : slots) {
      if (slot.idle() && (oldest == nullptr || slot.last_used < oldest->last_used)) oldest = &slot;
    }
    return oldest == nullptr ? nullptr : std::exchange(oldest->model, nullptr);
  }

  // The model where it is in memory, else the load to wait for (begun here if need be).
  struct Claim {
    ModelPointer model;
    std::shared_ptr<Load> load;
  };
  Result<Claim> claim(const std::string& name) {
    const std::lock_guard lock(mutex);
    if (closing) return Error{ErrorCode::kUnavailable, "The server is shutting down."};
    Slot* slot = find(name);
    if (slot == nullptr) return unknown(name);
    slot->last_used = ++uses;
    if (slot->model != nullptr) return Claim{slot->model, nullptr};
    if (slot->load == nullptr) {
      slot->load = std::make_shared<Load>();
      const auto index = static_cast<std::size_t>(slot - slots.data());
      asio::post(loader, [this, index, load = slot->load] { run_load(index, load); });
    }
    return Claim{nullptr, slot->load};
  }
};

ModelPool::ModelPool(std::vector<ModelEntry> entries,
                     std::function<std::uint64_t()> memory_available)
    : impl_(std::make_shared<Impl>()) {
  for (ModelEntry& entry : entries) impl_->slots.emplace_back().entry = std::move(entry);
  impl_->memory_available = std::move(memory_available);
}

ModelPool::~ModelPool() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->closing = true;
  }
  impl_->loader.join();
}

Task<Result<std::shared_ptr<local::LoadedModel>>> ModelPool::acquire(std::string name) {
  Result<Impl::Claim> claim = impl_->claim(name);
  if (!claim) co_return claim.error();
  if (claim->model != nullptr) co_return std::move(claim->model);
  const std::shared_ptr<Load> load = std::move(claim->load);
  for (;;) {
    const std::uint64_t version = load->done.version();
    if (auto outcome = load->outcome()) co_return std::move(*outcome);
    co_await load->done.changed_since(version);
  }
}

std::vector<ModelStatus> ModelPool::list() const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<ModelStatus> all;
  for (const Slot& slot : impl_->slots) {
    ModelStatus& status = all.emplace_back();
    status.entry = slot.entry;
    if (slot.model != nullptr) {
      status.state = ModelState::kReady;
      status.stats = slot.model->stats();
      status.pictures_encoded = slot.model->pictures_encoded();
    } else if (slot.load != nullptr) {
      status.state = ModelState::kLoading;
    } else if (!slot.reason.empty()) {
      status.state = ModelState::kFailed;
      status.reason = slot.reason;
    }
  }
  return all;
}

Result<std::string> ModelPool::resolve(const std::string& name) const {
  const std::lock_guard lock(impl_->mutex);
  const Slot* slot = impl_->find(name);
  if (slot == nullptr) return impl_->unknown(name);
  return slot->entry.name;
}

}  // namespace ponder::server
