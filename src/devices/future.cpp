#include "devices/future.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "devices/attributes.h"
#include "gbcs/protocols.h"

namespace gridpost::devices {
namespace {

using gbcs::Instruction;
using When = Instruction::When;

// Keys of the Device's state. A command is named by its message code and counter, 10 octets.
constexpr std::string_view kCommand = "future/command/";  // + its name: its octets
constexpr std::string_view kPart = "future/part/";        // + the part: when it is due (8 octets), the command's name
constexpr std::string_view kValue = "future/value/";      // + attribute: the name of the command whose value comes
constexpr std::size_t kTime = 8;

Bytes name_of(const gbcs::Header& header) {
  Bytes name;
  put_be(name, header.code, 2);
  put_be(name, header.counter, 8);
  return name;
}

// The attributes that the command's other rows set.
std::vector<std::string> values_of(const UseCase& use_case, const gbcs::Payload& payload) {
  std::vector<std::string> out;
  for (const gbcs::Item& item : payload.items) {
    const Row* row = gbcs::row_of(use_case, item);
    if (row && row->kind == Row::Kind::Set && !gbcs::sets_activation_time(*row))
      out.push_back(dlms_key(row->class_id, item.dlms.obis, row->id));
  }
  return out;
}

}  // namespace

FutureDated::FutureDated(State& state) : state_(state) { look_ahead(); }

void FutureDated::take(const UseCase& use_case, const gbcs::Message& command, const gbcs::Payload& payload,
                       const std::vector<Instruction>& instructions) {
  const Bytes name = name_of(command.header);
  bool any = false;
  for (const Instruction& instruction : instructions) {
    if (instruction.when == When::Invalid) continue;
    const std::string key = fmt::format("{}{}", kPart, to_hex(instruction.part));
    state_.erase(key);
    if (instruction.when != When::At) continue;
    Bytes kept;
    put_be(kept, static_cast<std::uint64_t>(instruction.at), kTime);
    append(kept, name);
    state_.put(key, std::move(kept));
    any = true;
  }
  for (const std::string& attribute : values_of(use_case, payload)) {
    const std::string key = fmt::format("{}{}", kValue, attribute);
    state_.erase(key);
    if (any) state_.put(key, name);
  }
  if (any) state_.put(fmt::format("{}{}", kCommand, to_hex(name)), gbcs::write(command));
  drop_finished_commands();
  look_ahead();
}

std::vector<FutureDated::Due> FutureDated::due(TimeMs clock) {
  std::map<Bytes, std::set<Bytes>> parts;  // by the command's name
  for (const auto& [key, kept] : state_.below(kPart)) {
    if (kept.size() <= kTime || static_cast<TimeMs>(get_be(View(kept).first(kTime))) > clock) continue;
    const auto part = from_hex(key.substr(kPart.size()));
    if (part) parts[Bytes(kept.begin() + kTime, kept.end())].insert(*part);
    state_.erase(key);
  }
  std::vector<Due> out;
  for (auto& [name, of_command] : parts) {
    const Bytes* octets = state_.find(fmt::format("{}{}", kCommand, to_hex(name)));
    auto command = octets ? gbcs::parse(*octets) : fail("the command is not there");
    if (!command) continue;
    Due due{std::move(*command), std::move(of_command), {}};
    for (const auto& [key, owner] : state_.below(kValue)) {
      if (owner != name) continue;
      due.values.insert(key.substr(kValue.size()));
      state_.erase(key);
    }
    out.push_back(std::move(due));
  }
  drop_finished_commands();
  look_ahead();
  return out;
}

// A command of which no part is left, with the values that nobody will put into force.
void FutureDated::drop_finished_commands() {
  std::set<Bytes> alive;
  for (const auto& [key, kept] : state_.below(kPart)) alive.insert(Bytes(kept.begin() + kTime, kept.end()));
  for (const auto& [key, octets] : state_.below(kCommand)) {
    const auto name = from_hex(key.substr(kCommand.size()));
    if (!name || !alive.contains(*name)) state_.erase(key);
  }
  for (const auto& [key, owner] : state_.below(kValue))
    if (!alive.contains(owner)) state_.erase(key);
}

void FutureDated::look_ahead() {
  next_.reset();
  for (const auto& [key, kept] : state_.below(kPart)) {
    const auto at = static_cast<TimeMs>(get_be(View(kept).first(kTime)));
    if (!next_ || at < *next_) next_ = at;
  }
}

}  // namespace gridpost::devices
