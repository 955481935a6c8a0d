// The walls around a program. They are prepared before the fork; what runs in the child makes
// system calls only, as the other threads of this process may hold any lock.
#pragma once

#include <linux/filter.h>

#include <vector>

namespace ponder::sandbox {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release();
  void close();

 private:
  int number_ = -1;
};

// The seccomp filter: what it denies fails with EPERM (clone3: ENOSYS, so that the C library falls
// back to clone, whose flags can be looked at). Foreign architectures end the program.
std::vector<sock_filter> system_call_filter();

// A Landlock ruleset that lets a program read and run what is in the system's folders, and nothing
// else. Empty where the kernel has none.
Descriptor file_rules();

// In the child. 0, or the errno of what failed.
int raise_walls(int file_rules, const std::vector<sock_filter>& filter);

}  // namespace ponder::sandbox
