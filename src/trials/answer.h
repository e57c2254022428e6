// What is right and wrong in the answer of a Device to a command.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "codec/examine.h"
#include "trials/subject.h"

namespace gridpost::trials {

// Something that is not as it must be.
struct Finding {
  std::string what;  // "originator counter", "MAC"
  std::string expected;
  std::string found;
  std::string where;  // in the octets of the answer: "octet 17"; empty: nowhere in particular
};

// Values that commands set, by the attribute that a later read shows.
class Memory {
 public:
  struct Entry {
    Value value;
    std::string set_by;   // use case
    std::string read_by;  // use case; empty: not read since
  };
  // Takes what the command set, if the answer says that it did; `use_case` is its use case.
  void note(const UseCase& use_case, const gbcs::Payload& command, const gbcs::Payload& answer);
  // What of it the answer to a read shows otherwise.
  std::vector<Finding> compare(const UseCase& use_case, const gbcs::Message& command, const codec::Examined& answer);
  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  std::map<std::string, Entry> entries_;
};

// With whose keys an answer is checked.
struct Checker {
  const crypto::KeyStore& keys;
  Eui64 broker;
  TimeMs now = 0;
  crypto::AgreedSecrets* secrets = nullptr;
};

struct Judged {
  std::vector<Finding> findings;  // empty: it is right
  std::string refusal;            // the Device refused, as the documents say it may: "row 3: 4, object undefined"
};

// Checks the octets of an answer: they decode whole and encode to themselves; code, counter and parties are those of
// the command; signature or MAC is there and verifies; it is success or a documented error; what was set is read. What
// the command set is noted in `memory`.
Judged judge(const UseCase& use_case, const gbcs::Message& command, View answer, const Checker& checker,
             Memory& memory);

}  // namespace gridpost::trials
