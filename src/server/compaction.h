// Makes a conversation fit that has outgrown its model's context: the model sums up the older
// turns, the summary is kept beside them, and the turn goes on from it. The turns themselves stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "generate/generator.h"
#include "server/past.h"
#include "server/turn_runner.h"
#include "store/store.h"

namespace ponder::server {

// Used once, on the turn's strand. All references outlive it.
class Compaction {
 public:
  Compaction(generate::Generator& generator, store::Store& store, store::Principal who,
             const TurnJob& job)
      : generator_(generator), store_(store), who_(std::move(who)), job_(job) {}

  // The messages of the turn: all of the past where it fits, else as much of its end as fits,
  // behind a summary of the rest. Errors: those of the model; kNoSpace and others of the store. A
  // turn that is stopped meanwhile is no error: what it is given then does not matter.
  Task<Result<std::vector<chat::Message>>> fit(std::vector<chat::Message> asked, Past past);

 private:
  std::uint32_t room() const;  // Tokens that a prompt may have.
  Task<bool> fits(const std::vector<chat::Message>& messages);
  std::size_t turns_to_sum_up(const std::vector<chat::Message>& asked, const Past& past,
                              std::uint32_t tokens) const;
  Task<Result<std::string>> sum_up(const Past& past, std::size_t count);
  Task<Result<std::string>> sum_up_piece(const std::string& summary, std::string_view piece);
  std::size_t bytes_for(std::uint32_t tokens) const;
  bool stopped() const;

  generate::Generator& generator_;
  store::Store& store_;
  const store::Principal who_;
  const TurnJob& job_;
  double bytes_per_token_ = 3.0;  // Until some were counted.
};

}  // namespace ponder::server
