// Barcodes and QR codes through zbar in its sandbox.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/image.h"
#include "sight/reading.h"

namespace ponder::sight {

// Errors: kNotFound (zbar is not installed; says what to install), and those of sandbox::run.
Result<std::vector<Code>> read_codes(const image::Picture& picture);

// What `zbarimg --xml` printed.
std::vector<Code> codes_of_xml(std::string_view xml);

}  // namespace ponder::sight
