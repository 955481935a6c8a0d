// What GET /metrics tells, in Prometheus' text format.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "chat/event.h"
#include "chat/request.h"
#include "server/model_pool.h"

namespace ponder::server {

// Thread-safe. Labels come from closed sets (route patterns, modes, reasons), never from input.
class Metrics {
 public:
  Metrics();

  void count_request(std::string_view method, std::string_view route, unsigned status);
  void turn_began();
  // `how`: a finish reason's or an error code's name.
  void turn_ended(chat::Mode mode, std::string_view how, const chat::Usage& usage,
                  std::uint64_t tokens_saved);
  void first_token(chat::Mode mode, std::chrono::duration<double> since_start);
  void next_token(chat::Mode mode, std::chrono::duration<double> since_last);

  // The text, with the engine's figures of each model.
  std::string text(const std::vector<ModelStatus>& models) const;

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Counter>& turns_;
  prometheus::Family<prometheus::Counter>& tokens_;
  prometheus::Gauge& running_;
  // One a mode: a token is counted without a look-up by labels.
  using PerMode = std::array<prometheus::Histogram*, 3>;
  PerMode ttft_;
  PerMode itl_;
};

}  // namespace ponder::server
