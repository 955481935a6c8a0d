// A place among those that wait for something: how many there are is known at every moment.
#pragma once

#include <atomic>
#include <cstddef>

namespace ponder {

// Taken when it is made, given back when it ends. Thread-safe; `all` outlives it.
struct Place {
  explicit Place(std::atomic<std::size_t>& all) : waiting(all), number(++all) {}
  ~Place() { --waiting; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  std::atomic<std::size_t>& waiting;
  const std::size_t number;  // From 1: how many there were with it.
};

}  // namespace ponder
