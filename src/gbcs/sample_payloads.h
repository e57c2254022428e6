// Payloads with random values along the descriptions of the catalogue: for tests and for measuring.
#pragma once

#include <cstdint>
#include <memory>

#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// Whatever values a description allows: small, great and any numbers, failed rows, parts that are left out.
class SamplePayloads {
 public:
  explicit SamplePayloads(std::uint64_t seed);
  ~SamplePayloads();
  SamplePayloads(const SamplePayloads&) = delete;
  SamplePayloads& operator=(const SamplePayloads&) = delete;

  // The next one of this use case. `counter` is the originator counter of its message.
  Payload of(const UseCase& use_case, Cra cra, std::uint64_t counter);

 private:
  class Maker;
  std::unique_ptr<Maker> maker_;
};

}  // namespace gridpost::gbcs
