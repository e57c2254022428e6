// Messages from one Device of a home to another, in which no User has a part.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr int kDisplay = 2;  // the originating device

UseCase pcs01() {
  return gbz(0x009B, "PCS01", "PPMID to GSME: top up", {DeviceType::GSME}, Sender::OtherDevice, Protection::MacOnly)
      .with({send(0x0705, 0x04, "ConsumerTopUp", {enum8().is(kDisplay).as("OriginatingDevice"), octets("TopUpCode")})
                 .answers(0x03, "ConsumerTopUpResponse",
                          {enum8("ResultType"), i32("TopUpValue"), enum8("SourceOfTopUp"), i32("CreditRemaining")})});
}

UseCase pcs02() {
  return gbz(0x0090, "PCS02", "PPMID to GSME: activate emergency credit", {DeviceType::GSME}, Sender::OtherDevice,
             Protection::MacOnly)
      .with({send(0x0705, 0x00, "SelectAvailableEmergencyCredit",
                  {u32().is(0).as("CommandIssueDateTime"), enum8().is(kDisplay).as("OriginatingDevice")})});
}

}  // namespace

std::vector<UseCase> han() { return {pcs01(), pcs02()}; }

}  // namespace gridpost::chapters
