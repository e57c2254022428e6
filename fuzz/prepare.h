// Included by the one file of a fuzzer that works by the catalogue: it is built before the first input, whose time
// would be measured else.
#pragma once

#include "catalogue/use_case.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  gridpost::Catalogue::instance();
  return 0;
}
