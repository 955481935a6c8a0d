// What this machine is called and where it is reached.
#pragma once

#include <string>
#include <vector>

namespace ponder::cli {

// "box", "box.local"; without localhost.
std::vector<std::string> machine_names();

// The addresses of its networks, without loopback and link-local ones.
std::vector<std::string> machine_addresses();

}  // namespace ponder::cli
