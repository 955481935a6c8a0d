#include "server/metrics.h"

#include <prometheus/text_serializer.h>

#include <functional>
#include <utility>

namespace ponder::server {
namespace {

// Seconds: from a cached prompt on a GPU to a long cold prompt on a small CPU.
const prometheus::Histogram::BucketBoundaries kTtftBounds = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
                                                             2.5,  5,     10,   25,  60,   120};
const prometheus::Histogram::BucketBoundaries kItlBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                            0.1,   0.25,   0.5,   1,    2,     5};

prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry, const char* name,
                                                  const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Labels by_mode(chat::Mode mode) {
  return {{"mode", std::string(chat::mode_name(mode))}};
}

std::array<prometheus::Histogram*, 3> histograms(
    prometheus::Registry& registry, const char* name, const char* help,
    const prometheus::Histogram::BucketBoundaries& bounds) {
  auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  std::array<prometheus::Histogram*, 3> made{};
  for (const auto mode :
       {chat::Mode::kInstant, chat::Mode::kThinking, chat::Mode::kContemplating}) {
    made.at(static_cast<std::size_t>(mode)) = &family.Add(by_mode(mode), bounds);
  }
  return made;
}

// One figure of the models, as a family with one sample for each that is in memory.
struct ModelFigure {
  const char* name;
  const char* help;
  prometheus::MetricType type;
  std::function<double(const ModelStatus&)> value;
};

const std::vector<ModelFigure>& model_figures() {
  constexpr auto kGauge = prometheus::MetricType::Gauge;
  constexpr auto kCounter = prometheus::MetricType::Counter;
  static const std::vector<ModelFigure> figures = {
      {"ponder_engine_cells_capacity", "KV cells of the model's cache.", kGauge,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.cells_capacity); }},
      {"ponder_engine_cells_used", "KV cells in use; shared ones count once.", kGauge,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.cells_used); }},
      {"ponder_engine_cells_cached", "KV cells that only the prefix cache holds.", kGauge,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.cells_cached); }},
      {"ponder_engine_sequences_waiting", "Sequences that wait for room.", kGauge,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.sequences_waiting); }},
      {"ponder_engine_sequences_running", "Sequences in the batch.", kGauge,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.sequences_running); }},
      {"ponder_engine_slots_used", "Sequence ids in use.", kGauge,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.slots_used); }},
      {"ponder_engine_steps_total", "Steps done.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.steps); }},
      {"ponder_engine_step_seconds_total", "Time spent in steps.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.step_us_total) / 1e6; }},
      {"ponder_engine_tokens_prefilled_total", "Prompt tokens computed.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.tokens_prefilled); }},
      {"ponder_engine_tokens_decoded_total", "Tokens decoded.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.tokens_decoded); }},
      {"ponder_engine_prefix_cache_hit_tokens_total",
       "Prompt tokens taken from the prefix cache instead of being computed.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.tokens_from_cache); }},
      {"ponder_engine_preemptions_total", "Sequences that had to give their cells back.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.stats.preemptions); }},
      {"ponder_model_pictures_encoded_total",
       "Pictures that the model looked at; one that it still knows is not encoded again.", kCounter,
       [](const ModelStatus& m) { return static_cast<double>(m.pictures_encoded); }},
  };
  return figures;
}

prometheus::ClientMetric sample(const ModelStatus& model, prometheus::MetricType type,
                                double value) {
  prometheus::ClientMetric metric;
  metric.label.push_back({"model", model.entry.name});
  (type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return metric;
}

std::vector<prometheus::MetricFamily> model_families(const std::vector<ModelStatus>& models) {
  std::vector<prometheus::MetricFamily> families;
  prometheus::MetricFamily loaded{
      "ponder_model_loaded", "1 while the model is in memory.", prometheus::MetricType::Gauge, {}};
  for (const ModelStatus& model : models) {
    loaded.metric.push_back(
        sample(model, loaded.type, model.state == ModelState::kReady ? 1.0 : 0.0));
  }
  families.push_back(std::move(loaded));
  for (const ModelFigure& figure : model_figures()) {
    prometheus::MetricFamily family{figure.name, figure.help, figure.type, {}};
    for (const ModelStatus& model : models) {
      if (model.state != ModelState::kReady) continue;
      family.metric.push_back(sample(model, figure.type, figure.value(model)));
    }
    if (!family.metric.empty()) families.push_back(std::move(family));
  }
  return families;
}

}  // namespace

Metrics::Metrics()
    : requests_(counters(registry_, "ponder_http_requests_total",
                         "Requests by method, route and status.")),
      turns_(counters(registry_, "ponder_turns_total", "Turns that ended, by mode and how.")),
      tokens_(counters(registry_, "ponder_tokens_total",
                       "Tokens of ended turns: prompt, cached (of those), new, reasoning (of "
                       "those), saved (agents that did not have to go on).")),
      running_(prometheus::BuildGauge()
                   .Name("ponder_turns_running")
                   .Help("Turns that run now.")
                   .Register(registry_)
                   .Add({})),
      ttft_(histograms(registry_, "ponder_ttft_seconds",
                       "From a turn's start to its first token, by mode.", kTtftBounds)),
      itl_(histograms(registry_, "ponder_itl_seconds",
                      "Between two pieces of text of one part of a turn, by mode.", kItlBounds)) {}

void Metrics::count_request(std::string_view method, std::string_view route, unsigned status) {
  requests_
      .Add({{"method", std::string(method)},
            {"route", std::string(route)},
            {"status", std::to_string(status)}})
      .Increment();
}

void Metrics::turn_began() { running_.Increment(); }

void Metrics::turn_ended(chat::Mode mode, std::string_view how, const chat::Usage& usage,
                         std::uint64_t tokens_saved) {
  running_.Decrement();
  prometheus::Labels labels = by_mode(mode);
  labels["end"] = how;
  turns_.Add(labels).Increment();
  const auto add = [&](const char* kind, std::uint64_t count) {
    tokens_.Add({{"kind", kind}}).Increment(static_cast<double>(count));
  };
  add("prompt", usage.tokens_prompt);
  add("cached", usage.tokens_cached);
  add("new", usage.tokens_new);
  add("reasoning", usage.tokens_reasoning);
  add("saved", tokens_saved);
}

void Metrics::first_token(chat::Mode mode, std::chrono::duration<double> since_start) {
  ttft_.at(static_cast<std::size_t>(mode))->Observe(since_start.count());
}

void Metrics::next_token(chat::Mode mode, std::chrono::duration<double> since_last) {
  itl_.at(static_cast<std::size_t>(mode))->Observe(since_last.count());
}

std::string Metrics::text(const std::vector<ModelStatus>& models) const {
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  std::ranges::move(model_families(models), std::back_inserter(families));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ponder::server
