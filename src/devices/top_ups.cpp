// Tokens that top a meter up. (GBCS 10)
#include "devices/device.h"
#include "gbcs/utrn.h"

namespace gridpost::devices {
namespace {

constexpr std::string_view kCounter = "top_up/counter";  // the greatest that it took
constexpr std::string_view kTaken = "top_up/taken";      // time (8), millipence (8), 20 digits each
constexpr std::size_t kDigits = 20;
constexpr std::size_t kEntry = 16 + kDigits;
constexpr std::size_t kMost = 10;

}  // namespace

Device::Paid Device::top_up(View digits, TimeMs now) {
  constexpr std::int64_t kMillipence = 1000;
  const auto utrn = gbcs::read_utrn(text_of(digits));
  const auto pence = utrn ? utrn->pence() : std::nullopt;
  const auto supplier = parties().supplier;
  if (!pence || !supplier || digits.size() != kDigits) return {};
  const auto own = own_key(crypto::Usage::KeyAgreement);
  if (!own) return {TopUpResult::Failed, 0};
  const std::uint64_t last = state_.number(kCounter);
  const auto counter = gbcs::utrn_counter(*utrn, last);
  const auto made_with = [&](std::uint64_t by) {
    for (const crypto::PublicKey& key : anchors_.keys({crypto::role::kSupplier, crypto::Usage::KeyAgreement, true})) {
      const auto secret = crypto::agree(*own, key);
      if (secret && gbcs::utrn_is_genuine(*utrn, *secret, {*supplier, id(), by})) return true;
    }
    return false;
  };
  if (!counter || !made_with(*counter)) return {made_with(last) ? TopUpResult::Duplicate : TopUpResult::Invalid, 0};
  const std::int64_t millipence = static_cast<std::int64_t>(*pence) * kMillipence;
  state_.put_number(kCounter, *counter);
  const Bytes* known = state_.find(kTaken);
  Bytes taken = known ? *known : Bytes();
  if (taken.size() >= kMost * kEntry) taken.erase(taken.begin(), taken.begin() + kEntry);
  put_be(taken, static_cast<std::uint64_t>(clock(now)), 8);
  put_be(taken, static_cast<std::uint64_t>(millipence), 8);
  append(taken, digits);
  state_.put(kTaken, std::move(taken));
  return {TopUpResult::Accepted, millipence};
}

std::uint64_t Device::top_up_floor() const { return state_.number(kCounter); }

void Device::set_top_up_floor(std::uint64_t counter) { state_.put_number(kCounter, counter); }

std::vector<Device::PastTopUp> Device::top_ups() const {
  std::vector<PastTopUp> out;
  const Bytes* known = state_.find(kTaken);
  for (std::size_t at = 0; known && at + kEntry <= known->size(); at += kEntry) {
    const View entry = View(*known).subspan(at, kEntry);
    out.push_back({static_cast<TimeMs>(get_be(entry.first(8))), static_cast<std::int64_t>(get_be(entry.subspan(8, 8))),
                   Bytes(entry.begin() + 16, entry.end())});
  }
  return out;
}

}  // namespace gridpost::devices
