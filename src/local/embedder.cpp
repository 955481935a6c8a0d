#include "local/embedder.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cmath>
#include <mutex>
#include <utility>

#include "base/limits.h"

namespace ponder::local {
namespace {

// One request on the engine's thread and the coroutine that waits for it.
class EmbeddingJob : public engine::SideJob {
 public:
  EmbeddingJob(std::shared_ptr<EmbeddingBackend> backend, EmbeddingBatch batch,
               std::shared_ptr<std::atomic<bool>> abandoned,
               std::shared_ptr<std::atomic<std::size_t>> jobs)
      : backend_(std::move(backend)),
        batch_(std::move(batch)),
        abandoned_(std::move(abandoned)),
        jobs_(std::move(jobs)) {}
  ~EmbeddingJob() override { --*jobs_; }

  bool work(bool turns_wait) override {
    if (abandoned_ && *abandoned_) {
      finish(Error{ErrorCode::kCancelled, "The client left."});
      return false;
    }
    const Result<void> computed =
        backend_->compute(batch_, std::exchange(begin_, false), turns_wait);
    if (!computed) {
      finish(computed.error());
    } else if (batch_.done()) {
      finish(std::move(batch_.vectors));
    } else {
      return true;
    }
    return false;
  }
  void drop(const Error& error) override { finish(error); }

  using Outcome = Result<std::vector<std::vector<float>>>;

  static Task<Outcome> wait(std::shared_ptr<EmbeddingJob> job) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const Waiting waiting{
        job, std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max())};
    for (;;) {
      {
        const std::lock_guard lock(job->mutex_);
        if (auto& outcome = job->outcome_) co_return *std::move(outcome);
        job->reader_ = waiting.timer;
      }
      co_await waiting.timer->async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }

 private:
  // Forgets the timer of a reader that was destroyed while it waited.
  struct Waiting {
    std::shared_ptr<EmbeddingJob> job;
    std::shared_ptr<asio::steady_timer> timer;
    ~Waiting() {
      const std::lock_guard lock(job->mutex_);
      job->reader_ = nullptr;
    }
  };

  // Under the lock, so that the reader and its executor cannot go between the look and the post.
  void finish(Outcome outcome) {
    const std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    if (!reader_) return;
    const asio::any_io_executor executor = reader_->get_executor();
    asio::post(executor, [reader = std::exchange(reader_, nullptr)] {
      reader->expires_at(asio::steady_timer::time_point::min());
    });
  }

  const std::shared_ptr<EmbeddingBackend> backend_;
  EmbeddingBatch batch_;
  bool begin_ = true;
  const std::shared_ptr<std::atomic<bool>> abandoned_;
  const std::shared_ptr<std::atomic<std::size_t>> jobs_;

  std::mutex mutex_;
  std::optional<Outcome> outcome_;
  std::shared_ptr<asio::steady_timer> reader_;  // Set while a reader waits.
};

std::string name_of(std::size_t index) { return "input[" + std::to_string(index) + "]"; }

Result<void> check_dimensions(std::optional<std::uint32_t> asked, std::uint32_t whole) {
  if (!asked || (*asked >= 1 && *asked <= whole)) return {};
  return invalid("dimensions is " + std::to_string(*asked) + "; this model's vectors have " +
                     std::to_string(whole) + ", and 1 to so many can be asked for",
                 "dimensions");
}

}  // namespace

void make_unit(std::vector<float>& vector) {
  double squares = 0.0;
  for (const float value : vector) squares += double{value} * double{value};
  if (squares <= 0.0) return;
  const double length = std::sqrt(squares);
  for (float& value : vector) value = static_cast<float>(value / length);
}

Embedder::Embedder(engine::Engine& engine, std::unique_ptr<EmbeddingBackend> backend)
    : engine_(engine), backend_(std::move(backend)) {}

Result<std::vector<std::vector<Token>>> Embedder::tokens_of(
    std::vector<EmbeddingInput> inputs) const {
  const EmbedderInfo& can = info();
  std::vector<std::vector<Token>> all;
  for (EmbeddingInput& input : inputs) {
    const std::string name = name_of(all.size());
    if (auto* given = std::get_if<std::vector<Token>>(&input)) {
      for (const Token token : *given) {
        if (token >= 0 && static_cast<std::uint32_t>(token) < can.vocabulary) continue;
        return invalid(name + " has the token " + std::to_string(token) +
                           "; this model's tokens are 0 to " + std::to_string(can.vocabulary - 1),
                       name);
      }
      all.push_back(std::move(*given));
    } else {
      all.push_back(backend_->tokenize(std::get<std::string>(input)));
    }
    if (all.back().empty()) return invalid(name + " has no tokens", name);
    if (all.back().size() <= can.context_tokens) continue;
    return Error{ErrorCode::kTooLong,
                 name + " has " + std::to_string(all.back().size()) +
                     " tokens; this model embeds at most " + std::to_string(can.context_tokens) +
                     ": split it",
                 name};
  }
  return all;
}

Task<Result<Embeddings>> Embedder::embed(EmbeddingRequest request) {
  if (auto fine = check_dimensions(request.dimensions, info().dimensions); !fine)
    co_return fine.error();
  auto inputs = tokens_of(std::move(request.inputs));
  if (!inputs) co_return inputs.error();
  Embeddings result;
  for (const auto& input : *inputs) result.tokens += input.size();

  const std::size_t before = jobs_->fetch_add(1);
  auto job = std::make_shared<EmbeddingJob>(backend_, EmbeddingBatch{std::move(*inputs), {}},
                                            request.abandoned, jobs_);
  if (before >= limits::kEmbeddingJobsMax) {
    co_return Error{ErrorCode::kOverloaded, std::to_string(before) +
                                                " embedding requests are waiting, the limit; try "
                                                "again later"};
  }
  if (const auto submitted = engine_.submit(job); !submitted) co_return submitted.error();
  auto vectors = co_await EmbeddingJob::wait(std::move(job));
  if (!vectors) co_return vectors.error();
  result.vectors = std::move(*vectors);
  if (request.dimensions) {
    for (std::vector<float>& vector : result.vectors) {
      vector.resize(*request.dimensions);
      make_unit(vector);
    }
  }
  co_return result;
}

}  // namespace ponder::local
