#include "devices/methods.h"

#include "devices/hub.h"
#include "devices/result_codes.h"
#include "devices/tariff_registers.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

constexpr std::uint8_t kRemaining = 17;  // of a charge: the amount that is still to be paid

struct Call {
  const Context& c;
  const gbcs::DlmsHead& head;
  const Value& argument;

  std::string key(std::uint8_t attribute) const { return dlms_key(head.class_id, head.obis, attribute); }
  std::int64_t number(std::uint8_t attribute) const {
    const auto value = c.device.attributes().get(key(attribute));
    return value ? value->number : 0;
  }
  Done set(std::uint8_t attribute, const Value& value) const {
    c.device.attributes().set(key(attribute), value);
    return {};
  }
  Done set_amount(std::uint8_t attribute, std::int64_t amount) const {
    if (amount < INT32_MIN || amount > INT32_MAX) return {kOtherReason, {}};
    return set(attribute, int_value({}, 4, amount));
  }
};

Done reset_counter(const Call& call) { return call.set(2, uint_value({}, 4, 0)); }

// The greatest demand, and when it was.
Done reset_demand(const Call& call) {
  call.set(5, date_time_value(call.c.device.clock(call.c.now)));
  return call.set(2, uint_value({}, 4, 0));
}

Done clear_log(const Call& call) {
  constexpr std::uint8_t kOfControllers = 17;  // group B
  call.c.device.clear(call.head.obis[1] == kOfControllers ? EventLog::Controllers : EventLog::Event);
  return {};
}

// ---- prepayment ----

Done adjust_credit(const Call& call) { return call.set_amount(2, call.number(2) + call.argument.number); }
Done set_credit(const Call& call) { return call.set_amount(2, call.argument.number); }
// Emergency credit: as much as its limit is.
Done invoke_credit(const Call& call) { return call.set_amount(2, call.number(9)); }

Done activate_charge(const Call& call) {
  if (const auto passive = call.c.device.attributes().get(call.key(6))) call.set(5, *passive);
  return {};
}
Done adjust_charge(const Call& call) {
  return call.set_amount(kRemaining, call.number(kRemaining) + call.argument.number);
}

Done enter_token(const Call& call) {
  constexpr const char* kMeterBalance = "112/0-0:19.10.0.255/2";
  const auto paid = call.c.device.top_up(call.argument.octets, call.c.now);
  if (paid.result != TopUpResult::Accepted) return {kOtherReason, {}};
  const auto balance = call.c.device.attributes().get(kMeterBalance);
  call.c.device.attributes().set(kMeterBalance, int_value({}, 4, (balance ? balance->number : 0) + paid.millipence));
  return {};
}

// ---- scripts ----

constexpr std::int64_t kResetScript = 99;

Done run_tariff_script(const Call& call) {
  if (call.argument.number != kResetScript) return {kOtherReason, {}};
  reset_block_counters(call.c);
  return {};
}

// The controller in the low half of the high octet; levels are limited from the time to the time that were set.
Done limit_level(const Call& call) {
  const std::int64_t controller = call.argument.number >> 8 & 0x0F;
  if (controller < 1 || controller > kInstances) return {kOtherReason, {}};
  return call.set(static_cast<std::uint8_t>(100 + controller), uint_value({}, 2, call.argument.as_unsigned()));
}

struct Method {
  std::uint16_t class_id;
  std::uint8_t method;
  Done (*run)(const Call&);
  std::string_view object = {};  // only this one; empty: all of the class
};
constexpr Method kMethods[] = {
    {3, 1, reset_counter},
    {4, 1, reset_demand},
    {7, 1, clear_log},
    {112, 1, adjust_credit},
    {112, 2, set_credit},
    {112, 3, invoke_credit},
    {113, 2, activate_charge},
    {113, 4, adjust_charge},
    {115, 1, enter_token},
    {9, 1, run_tariff_script, "0-0:10.0.100.255"},
    {9, 1, limit_level, "0-0:10.0.107.255"},
};

}  // namespace

std::optional<Done> run_method(const Context& context, const gbcs::DlmsHead& head, const Value& argument) {
  for (const Method& m : kMethods)
    if (m.class_id == head.class_id && m.method == head.id && (m.object.empty() || m.object == obis_text(head.obis)))
      return m.run({context, head, argument});
  return std::nullopt;
}

}  // namespace gridpost::devices
