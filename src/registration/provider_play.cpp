#include "registration/provider_play.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::registration {
namespace {

// Reason codes; ours, as no list of the real ones is at hand.
struct Reason {
  std::string_view electricity, gas;
};
constexpr Reason kUnknownPoint{"R1", "MPO00001"};
constexpr Reason kOlder{"R2", "DAT00001"};
constexpr Reason kByChance{"R9", "CHN00001"};
constexpr std::string_view kFileRefused = "FIL00001";

// A number from 0 to 99 that depends on the metering point, the file and the seed alone.
unsigned chance_of(const FlagRecord& record, std::uint64_t number, std::uint64_t seed) {
  std::uint64_t h = 0xCBF29CE484222325ull ^ (seed * 0x9E3779B97F4A7C15ull) ^ (number << 32);
  for (const char c : record.mpxn) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return static_cast<unsigned>((h >> 33) % 100);
}

class Play {
 public:
  Play(const Desk& desk, const Provider& provider, PlayMemory& memory, TimeMs now)
      : desk_(desk), provider_(provider), memory_(memory), now_(now) {}

  FlagFile make(FlagFileType type, std::vector<FlagRecord> records) {
    FlagFile file;
    file.type = type;
    file.header = file_header(desk_, provider_, false, ++memory_.numbers[type], now_);
    file.records = std::move(records);
    return file;
  }

  FlagFile refusal(std::uint64_t number) {
    FlagRecord record;
    if (provider_.fuel == Fuel::Gas) {
      record.reasons = {std::string(kFileRefused)};
      return make(FlagFileType::FRJ, {record});
    }
    return summary(number, 0, 0);
  }

  FlagFile summary(std::uint64_t number, std::size_t accepted, std::size_t rejected) {
    FlagRecord record;
    record.file = fmt::format("{:010}", number);
    record.received = fmt::format("{}", accepted + rejected);
    record.accepted = fmt::format("{}", accepted);
    record.rejected = fmt::format("{}", rejected);
    return make(FlagFileType::D0172, {record});
  }

  // Why the record is rejected; null: it is not.
  const Reason* judge(const FlagRecord& record, std::uint64_t number, const PlayOptions& options) {
    const auto point = memory_.points.find(record.mpxn);
    if (point == memory_.points.end() && !memory_.knows_every_point) return &kUnknownPoint;
    if (point != memory_.points.end() && record.effective < point->second) return &kOlder;
    if (chance_of(record, number, options.seed) < options.reject_percent) return &kByChance;
    memory_.points[record.mpxn] = record.effective;
    return nullptr;
  }

  std::vector<FlagFile> answers(const FlagFile& file, const PlayOptions& options) {
    const bool gas = provider_.fuel == Fuel::Gas;
    const std::uint64_t number = number_of(file.header.number);
    std::vector<FlagRecord> responses, rejections;
    for (FlagRecord record : file.records) {
      const Reason* reason = judge(record, number, options);
      if (reason) record.reasons = {std::string(gas ? reason->gas : reason->electricity)};
      record.outcome = !gas ? "" : reason ? "RJ" : "AC";
      if (reason) rejections.push_back(record);
      responses.push_back(std::move(record));
    }
    if (gas) return {make(FlagFileType::DXR, std::move(responses))};
    std::vector<FlagFile> out;
    out.push_back(summary(number, responses.size() - rejections.size(), rejections.size()));
    if (!rejections.empty()) out.push_back(make(FlagFileType::D0351, std::move(rejections)));
    return out;
  }

 private:
  const Desk& desk_;
  const Provider& provider_;
  PlayMemory& memory_;
  const TimeMs now_;
};

}  // namespace

std::vector<FlagFile> play_answers(const Desk& desk, const Provider& provider, const RuleBook& book,
                                   std::string_view name, std::string_view text, const PlayOptions& options,
                                   PlayMemory& memory, TimeMs now) {
  Play play(desk, provider, memory, now);
  const bool gas = provider.fuel == Fuel::Gas;
  const auto parts = read_file_name(name);
  const std::uint64_t number = parts ? parts->number : 0;
  const auto file = read_flag_file(
      gas ? FlagFileType::DXI : FlagFileType::D0350, name, text,
      {book, desk.settings, desk.party, provider.party, gas ? desk.organisation : "", gas ? "" : desk.test_flag});
  const bool in_order = file && parts && check_file_name(name, *file) &&
                        (memory.last_received == 0 || check_sequence(*file, memory.last_received, name));
  if (!in_order) return {play.refusal(number)};
  memory.last_received = number;
  if (!file->refused.empty() || options.refuse_files) return {play.refusal(number)};
  return play.answers(*file, options);
}

}  // namespace gridpost::registration
