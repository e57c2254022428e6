// Alerts that report what became of a future-dated command: 8F66 done, 8F67 failed. (GBCS 8.1)
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

UseCase fd_dlms() {
  return dlms(0x00CC, "FD-DLMS", "Future-dated instruction outcome, DLMS", {DeviceType::ESME}, Sender::Device,
              Protection::Signed)
      .alerts(structure({u16("alertCode"), octets(12).as("time"), octets(19).as("instruction")}));
}

UseCase fd_gbz() {
  return gbz(0x00CD, "FD-GBZ", "Future-dated instruction outcome, GBZ", {DeviceType::GSME}, Sender::Device,
             Protection::Signed)
      .alerts(structure({octets().as("instruction")}));
}

}  // namespace

std::vector<UseCase> outcomes() { return {fd_dlms(), fd_gbz()}; }

}  // namespace gridpost::chapters
