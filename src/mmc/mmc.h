// Readable XML (MMC) of responses and alerts, by the catalogue's description. (MMC 2 to 5)
#pragma once

#include <string>

#include "base/element.h"
#include "base/time.h"
#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::mmc {

struct Options {
  std::string schema_version = "5.4";
  std::string service_reference;          // of the request; empty: taken from the use case
  std::string service_reference_variant;  // one message code may serve two variants, so remember the request
  bool clock_status = true;               // R15-27: may be switched off
};

// The GBCSResponse element. Without a payload (a message that the catalogue does not describe, or that could not be
// decoded) the octets are given as GBCSData.
Result<Element> to_mmc(const gbcs::Message& message, const UseCase* use_case, const gbcs::Payload* payload,
                       const Options& options = {});

// The element as a document, indented.
std::string write(const Element& element);

// True if the answer's values are of a time of the GSME that is longer ago than the limit: the meter may have lost its
// HAN. A hub's own time says nothing. (R15-41)
bool may_have_lost_meter(const gbcs::Header& header, const UseCase* use_case, TimeMs now, TimeMs limit);

// True if every protocol status in the payload is success. (MMC 2.3)
bool success(const UseCase& use_case, const gbcs::Payload& payload);

}  // namespace gridpost::mmc
