// How fast the codec is on one core, beside what OpenSSL alone could do.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gridpost::app {

struct CodecBench {
  double seconds = 1;    // of processor time, for each figure
  int samples = 8;       // messages of each use case and direction that the project's encoder makes
  std::string messages;  // folder of messages to take instead; empty: none
  std::string only;      // measure this figure alone; empty: all
};

struct CodecFigure {
  std::string name;
  std::string what;       // what one of it is
  double per_second = 0;  // of processor time
  double share = 0;       // of its bound; 0: there is none
  std::string bound;      // the name of its bound
};

struct CodecFigures {
  std::size_t messages = 0;
  double octets = 0;  // of a message, on average
  std::vector<CodecFigure> figures;
};

// An error if there are no messages, or one of the project's own does not come out as it went in.
Result<CodecFigures> bench_codec(const CodecBench& options);

}  // namespace gridpost::app
