// Notices that a text goes round in circles: small models fall into loops that only the limit of
// tokens ends.
#pragma once

#include <cstddef>
#include <string_view>

namespace ponder::modes {

inline constexpr std::size_t kRepeatedBytesMin =
    320;                                           // So much of the end is one piece, repeated...
inline constexpr std::size_t kRepetitionsMin = 4;  // ...so often.
inline constexpr std::size_t kRepeatedPieceMax = 1024;

// Whether `text` ends with a piece that stands there again and again, to the byte. Lines that count
// upwards differ, so a list or a table is none. Time and memory grow with the constants above, not
// with the text. Source of the method: the failure function of Knuth, Morris and Pratt, 1977.
bool ends_in_repetition(std::string_view text);

// The same for a text that grows: looks again only when enough has come.
class RepetitionWatcher {
 public:
  // `text` is all so far. Once true, always true.
  bool see(std::string_view text);

 private:
  std::size_t looked_at_ = 0;
  bool found_ = false;
};

}  // namespace ponder::modes
