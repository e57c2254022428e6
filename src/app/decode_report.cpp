#include "app/decode_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/junit.h"

namespace gridpost::app {
namespace {

std::string outcome(bool present, const std::string& checked) {
  if (!present) return "none";
  return checked == "not checked" ? "unchecked" : checked;
}

void check(ReportRow& row, View octets, const codec::Examined& e) {
  row.message_code = fmt::format("{:04X}", e.message.header.code);
  row.kind = gbcs::kind_of(e.message);
  row.mac = outcome(e.message.mac.has_value(), e.checked.mac);
  row.signature = outcome(e.message.is_signed(), e.checked.signature);
  row.unchecked_because = row.mac == "unchecked" ? e.checked.mac_reason : e.checked.signature_reason;
  if (!e.use_case) {
    row.problem = fmt::format("message code {} is not described", row.message_code);
    return;
  }
  row.use_case = e.use_case->name;
  row.decoded = e.payload.has_value();
  if (!row.decoded) {
    row.problem = e.problem;
    return;
  }
  const auto again = codec::writes_back(e, octets);
  row.written_back = again.has_value();
  if (!again)
    row.problem = again.error().text();
  else if (e.has_bad_protection())
    row.problem = e.checked.mac == "bad" ? "the MAC is bad" : "the signature is bad";
}

struct Totals {
  std::size_t decoded = 0, written_back = 0, failed = 0;
  std::size_t good_macs = 0, bad_macs = 0, good_signatures = 0, bad_signatures = 0, unchecked = 0;
};

Totals totals_of(const std::vector<ReportRow>& rows) {
  Totals t;
  for (const ReportRow& row : rows) {
    t.decoded += row.decoded;
    t.written_back += row.written_back;
    t.failed += row.failed();
    t.good_macs += row.mac == "good";
    t.bad_macs += row.mac == "bad";
    t.good_signatures += row.signature == "good";
    t.bad_signatures += row.signature == "bad";
    t.unchecked += (row.mac == "unchecked") + (row.signature == "unchecked");
  }
  return t;
}

std::string_view yes(bool value) { return value ? "yes" : "no"; }

std::string summary(const std::vector<ReportRow>& rows) {
  const Totals t = totals_of(rows);
  return fmt::format(
      "{} messages: {} decoded, {} encoded to the same octets; MACs {} good, {} bad; signatures {} good, {} bad; {} "
      "unchecked; {} failed",
      rows.size(), t.decoded, t.written_back, t.good_macs, t.bad_macs, t.good_signatures, t.bad_signatures, t.unchecked,
      t.failed);
}

std::string details(const ReportRow& row) {
  std::string out = fmt::format("decoded {}, same octets {}, MAC {}, signature {}", yes(row.decoded),
                                yes(row.written_back), row.mac, row.signature);
  if (!row.unchecked_because.empty()) out += ": " + row.unchecked_because;
  return out;
}

}  // namespace

ReportRow report_row(std::string file, const Result<std::string>& text, const crypto::KeyStore& keys, Eui64 broker,
                     TimeMs now) {
  ReportRow row;
  row.file = std::move(file);
  if (!text) {
    row.problem = text.error().text();
    return row;
  }
  const auto octets = codec::message_octets(*text);
  if (!octets) {
    row.problem = octets.error().text();
    return row;
  }
  const auto examined = codec::examine(*octets, keys, broker, now);
  if (examined)
    check(row, *octets, *examined);
  else
    row.problem = examined.error().text();
  return row;
}

std::string report_table(const std::vector<ReportRow>& rows) {
  std::size_t width = 4;
  std::size_t name = 8;
  for (const ReportRow& row : rows) {
    width = std::max(width, row.file.size());
    name = std::max(name, row.use_case.size());
  }
  std::string out =
      fmt::format("{:{}}  code  {:{}}  decoded  same octets  MAC        signature\n", "file", width, "use case", name);
  for (const ReportRow& row : rows) {
    out += fmt::format("{:{}}  {:4}  {:{}}  {:7}  {:11}  {:9}  {:9}", row.file, width, row.message_code, row.use_case,
                       name, yes(row.decoded), yes(row.written_back), row.mac, row.signature);
    if (row.failed()) out += "  FAILED: " + row.problem;
    if (!row.unchecked_because.empty()) out += "  " + row.unchecked_because;
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  }
  return out + summary(rows) + '\n';
}

std::string report_json(const std::vector<ReportRow>& rows) {
  nlohmann::ordered_json messages = nlohmann::ordered_json::array();
  for (const ReportRow& row : rows) {
    nlohmann::ordered_json j{{"file", row.file}, {"messageCode", row.message_code}, {"useCase", row.use_case},
                             {"kind", row.kind}, {"decoded", row.decoded},          {"sameOctets", row.written_back},
                             {"mac", row.mac},   {"signature", row.signature},      {"failed", row.failed()}};
    if (!row.unchecked_because.empty()) j["uncheckedBecause"] = row.unchecked_because;
    if (row.failed()) j["problem"] = row.problem;
    messages.push_back(std::move(j));
  }
  const Totals t = totals_of(rows);
  const nlohmann::ordered_json out{{"messages", messages},
                                   {"summary",
                                    {{"messages", rows.size()},
                                     {"decoded", t.decoded},
                                     {"sameOctets", t.written_back},
                                     {"goodMacs", t.good_macs},
                                     {"badMacs", t.bad_macs},
                                     {"goodSignatures", t.good_signatures},
                                     {"badSignatures", t.bad_signatures},
                                     {"unchecked", t.unchecked},
                                     {"failed", t.failed}}}};
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

std::string report_junit(const std::vector<ReportRow>& rows) {
  std::vector<JunitCase> cases;
  for (const ReportRow& row : rows) {
    const std::filesystem::path path = row.file;
    cases.push_back({path.parent_path().string(), path.filename().string(), row.problem, {}, details(row)});
  }
  return junit("gridpost decode", cases);
}

}  // namespace gridpost::app
