// BER lengths in their shortest form. (GBCS 2.2)
#pragma once

#include "base/bytes.h"

namespace gridpost::gbcs {

void put_length(Bytes& out, std::size_t length);
// A length that is not in its shortest form is an error.
Result<std::size_t> read_length(Reader& in, std::string_view what);

}  // namespace gridpost::gbcs
