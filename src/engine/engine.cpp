#include "engine/engine.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "base/limits.h"
#include "engine/engine_loop.h"
#include "engine/mailbox.h"

namespace ponder::engine {

struct Engine::Impl {
  explicit Impl(std::unique_ptr<Backend> backend) : loop(std::move(backend)) {}

  // Counts handles; refuses above the limit.
  Result<void> admit(std::size_t count);
  void release() { --living; }
  SequenceId fresh_id() { return SequenceId{next_id++}; }

  EngineLoop loop;
  std::atomic<std::uint64_t> next_id{1};
  std::atomic<std::size_t> living{0};
};

Result<void> Engine::Impl::admit(std::size_t count) {
  const std::size_t before = living.fetch_add(count);
  if (before + count <= limits::kSequencesMax) return {};
  living -= count;
  return Error{ErrorCode::kOverloaded,
               "the engine holds " + std::to_string(before) + " sequences and takes at most " +
                   std::to_string(limits::kSequencesMax) + "; try again later"};
}

namespace {

Result<void> check_length(std::size_t prompt, std::uint32_t context) {
  if (prompt < context) return {};
  return Error{ErrorCode::kTooLong, "the prompt has " + std::to_string(prompt) +
                                        " tokens, the context holds " + std::to_string(context) +
                                        " for prompt and answer together; shorten it"};
}

SubmitCommand::Entry entry_of(SequenceId id, const SequenceSpec& spec, std::uint32_t context,
                              std::shared_ptr<Mailbox> mailbox) {
  Sequence sequence;
  sequence.id = id;
  sequence.group = spec.group != 0 ? spec.group : (std::uint64_t{1} << 63U) + id.value;
  sequence.priority = spec.priority;
  sequence.cache_key = spec.cache_key;
  sequence.keep_cached = spec.keep_cached;
  sequence.tokens = spec.prompt;
  sequence.tokens_new_max = std::min(spec.tokens_new_max, context - sequence.length());
  return {std::move(sequence), spec.sampling, spec.stop, std::move(mailbox)};
}

}  // namespace

SequenceHandle::SequenceHandle(Engine* engine, SequenceId id, std::shared_ptr<Mailbox> mailbox)
    : engine_(engine), id_(id), mailbox_(std::move(mailbox)) {}

SequenceHandle::SequenceHandle(SequenceHandle&& other) noexcept
    : engine_(std::exchange(other.engine_, nullptr)),
      id_(other.id_),
      mailbox_(std::move(other.mailbox_)) {}

SequenceHandle& SequenceHandle::operator=(SequenceHandle&& other) noexcept {
  std::swap(engine_, other.engine_);
  std::swap(id_, other.id_);
  std::swap(mailbox_, other.mailbox_);
  return *this;
}

SequenceHandle::~SequenceHandle() {
  if (engine_ == nullptr) return;
  // A cancel always gets into the queue.
  (void)engine_->impl_->loop.post(CancelCommand{id_});
  engine_->impl_->release();
}

Task<Result<Delta>> SequenceHandle::next() { return mailbox_->next(); }

Result<std::vector<SequenceHandle>> SequenceHandle::fork(std::vector<ForkSpec> branches) {
  const SequenceSpec& parent = mailbox_->spec();
  if (parent.tokens_new_max != 0) return invalid("only a prefix can be forked");
  if (branches.empty() || branches.size() > limits::kForkBranchesMax) {
    return invalid("a fork makes 1 to " + std::to_string(limits::kForkBranchesMax) +
                   " branches, not " + std::to_string(branches.size()));
  }
  Engine::Impl& impl = *engine_->impl_;
  const std::uint32_t context = impl.loop.limits().context_tokens;
  for (const ForkSpec& branch : branches) {
    const auto fits = check_length(parent.prompt.size() + branch.suffix.size(), context);
    if (!fits) return fits.error();
    if (branch.tokens_new_max == 0) return invalid("a branch decodes at least one token");
  }
  if (const auto admitted = impl.admit(branches.size()); !admitted) return admitted.error();
  SubmitCommand command;
  std::vector<SequenceHandle> handles;
  SequenceSpec childless;
  childless.tokens_new_max = 1;
  for (ForkSpec& branch : branches) {
    SequenceSpec spec = parent;
    spec.prompt.insert(spec.prompt.end(), branch.suffix.begin(), branch.suffix.end());
    spec.sampling = std::move(branch.sampling);
    spec.tokens_new_max = branch.tokens_new_max;
    spec.stop = std::move(branch.stop);
    spec.keep_cached = false;
    const SequenceId id = impl.fresh_id();
    auto mailbox = std::make_shared<Mailbox>(id, childless);
    command.entries.push_back(entry_of(id, spec, context, mailbox));
    command.entries.back().sequence.parent = id_;
    handles.emplace_back(engine_, id, std::move(mailbox));
  }
  if (const auto posted = impl.loop.post(std::move(command)); !posted) return posted.error();
  return handles;
}

Engine::Engine(std::unique_ptr<Backend> backend)
    : impl_(std::make_unique<Impl>(std::move(backend))) {}
Engine::~Engine() = default;

Result<SequenceHandle> Engine::submit(const SequenceSpec& spec) {
  const std::uint32_t context = limits().context_tokens;
  const std::size_t shortest = spec.tokens_new_max == 0 ? 2 : 1;
  if (spec.prompt.size() < shortest) {
    return invalid("the prompt has " + std::to_string(spec.prompt.size()) +
                   " tokens and needs at least " + std::to_string(shortest));
  }
  if (const auto fits = check_length(spec.prompt.size(), context); !fits) return fits.error();
  if (const auto admitted = impl_->admit(1); !admitted) return admitted.error();
  const SequenceId id = impl_->fresh_id();
  SequenceSpec kept = spec;
  if (spec.tokens_new_max > 0) kept.prompt.clear();  // Only a prefix is asked for it again.
  auto mailbox = std::make_shared<Mailbox>(id, std::move(kept));
  SubmitCommand command;
  command.entries.push_back(entry_of(id, spec, context, mailbox));
  SequenceHandle handle(this, id, std::move(mailbox));
  if (const auto posted = impl_->loop.post(std::move(command)); !posted) return posted.error();
  return handle;
}

Result<void> Engine::submit(std::shared_ptr<SideJob> job) {
  return impl_->loop.post(SideCommand{std::move(job)});
}

const BackendLimits& Engine::limits() const { return impl_->loop.limits(); }
EngineStats Engine::stats() const { return impl_->loop.stats(); }

}  // namespace ponder::engine
