// How the threads that compute a step wait for each other.
#pragma once

namespace ponder::llama {

class ThreadTeam {
 public:
  void before_step() {}
  void after_step() {}
};

}  // namespace ponder::llama
