// A command of a use case with plausible content, protected as the DSP would send it.
#pragma once

#include "crypto/agreed_secrets.h"
#include "crypto/key_store.h"
#include "trials/chance.h"
#include "trials/subject.h"

namespace gridpost::trials {

// What all commands of a trial have in common.
struct Workshop {
  const Subject& subject;
  const crypto::KeyStore& keys;  // private keys of the DCC and of the Users
  crypto::AgreedSecrets& secrets;
  chance::Dice& dice;
};

// One command, ready to be sent.
struct Command {
  std::string variant;  // Service Reference Variant
  Element body;         // of the request that it was made from
  gbcs::Message message;
};

// Makes the command of a use case. The request behind it is drawn by chance from the grammar of its service, within
// what a User would ask for: dates around `now`, Devices of the home, certificates in use, no ExecutionDateTime. An
// error says why there is none: no User may send it, no Device of the home is fit for the join, a key is missing.
Result<Command> make_command(const Workshop& workshop, const UseCase& use_case, std::uint64_t counter, TimeMs now);
// The command that this body of a service means.
Result<Command> make_command(const Workshop& workshop, std::string_view variant, const Element& body,
                             std::uint64_t counter, TimeMs now);

// The first counter from this one on that the use case may have: that of a top-up has low bits of zero.
std::uint64_t counter_for(const UseCase& use_case, std::uint64_t least);

}  // namespace gridpost::trials
