// MMC out of octets written by hand.
#pragma once

#include <gtest/gtest.h>

#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "mmc/mmc.h"

namespace gridpost::mmc {

inline const UseCase& use_case(std::string_view name) { return *Catalogue::instance().find(name); }

constexpr Eui64 kSupplier{0x0A11000000000001};
constexpr Eui64 kDevice{0x00DB0000000000E1};

inline gbcs::Message message(std::string_view name, gbcs::Cra cra, std::string_view content) {
  gbcs::Message m;
  m.header.cra = cra;
  m.header.counter = 6;
  m.header.originator = kDevice;
  m.header.recipient = kSupplier;
  m.header.code = use_case(name).code;
  m.content = *from_hex(content);
  m.signature.emplace();
  if (cra == gbcs::Cra::Response && use_case(name).stamp == Stamp::WithSource)
    m.header.date_time = gbcs::date_time_of(0, 0);
  return m;
}

inline Element shown(std::string_view name, const gbcs::Message& m, const Options& options = {}) {
  const auto payload = gbcs::decode(use_case(name), m);
  EXPECT_TRUE(payload) << payload.error().text();
  if (!payload) return {};
  const auto element = to_mmc(m, &use_case(name), &*payload, options);
  EXPECT_TRUE(element) << element.error().text();
  return element.value_or(Element{});
}

inline std::string_view header(const Element& mmc, std::string_view name) {
  return mmc.text_at("Header/" + std::string(name));
}

inline const Element* data(const Element& mmc) { return mmc.at("Body/ResponseMessage/SMETSData/*"); }

}  // namespace gridpost::mmc
