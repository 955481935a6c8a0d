// Short codes, as displays and labels show them, in which a letter was read for the digit that it
// looks like: "LQ7" with a dotted zero, "U@1", "E|" alone on its line.
#pragma once

#include <vector>

#include "sight/reading.h"

namespace ponder::sight {

// Words of one capital letter and one to three digits get their digits back; O and I stay, which
// are letters as often.
void mend_look_alikes(std::vector<Line>& lines);

}  // namespace ponder::sight
