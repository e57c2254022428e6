#include "app/trial_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/junit.h"
#include "base/time.h"

namespace gridpost::app {
namespace {

std::string finding_text(const trials::Finding& f) {
  return fmt::format("{}: expected {}, found {}{}{}", f.what, f.expected, f.found, f.where.empty() ? "" : ", ",
                     f.where);
}

// Findings, refusal and note in one line.
std::string remarks(const TrialRow& row) {
  std::string out;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) out += (out.empty() ? "" : "; ") + text;
  };
  for (const trials::Finding& finding : row.findings) add(finding_text(finding));
  if (!row.refusal.empty()) add("refused with a documented error: " + row.refusal);
  add(row.note);
  add(row.read_back);
  return out;
}

bool counts_as_failure(const TrialRow& row) {
  return row.result != TrialResult::Passed && row.result != TrialResult::NotOffered;
}

std::string subject_text(const Trial& trial) {
  return fmt::format("{} {}, GBCS {}", catalogue::text(trial.device.type), trial.device.id.text(),
                     trial.options.gbcs_version);
}

constexpr TrialResult kResults[] = {TrialResult::Passed, TrialResult::Failed, TrialResult::NotAnswered,
                                    TrialResult::NotOffered, TrialResult::NotMade};

constexpr std::string_view kStyle =
    "body{font:15px sans-serif;margin:2em;color:#222}table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}"
    "pre{white-space:pre-wrap;word-break:break-all;background:#f4f4f4;padding:.6em}"
    ".passed{color:#17692b}.failed{color:#a4161a;font-weight:bold}.not-answered{color:#8a5a00;font-weight:bold}"
    ".not-offered,.not-made{color:#666}";

std::string class_of(TrialResult result) {
  std::string out(text(result));
  for (char& c : out)
    if (c == ' ') c = '-';
  return out;
}

std::string html_details(const TrialRow& row) {
  std::string out;
  if (!row.findings.empty()) {
    out += "<ul>";
    for (const trials::Finding& finding : row.findings) out += "<li>" + escaped(finding_text(finding)) + "</li>";
    out += "</ul>";
  }
  if (!row.refusal.empty()) out += "<p>Refused with a documented error: " + escaped(row.refusal) + "</p>";
  for (const std::string* line : {&row.note, &row.read_back})
    if (!line->empty()) out += "<p>" + escaped(*line) + "</p>";
  if (row.command.empty()) return out;
  out += "<details><summary>command and answer</summary><p>Command</p><pre>" + to_hex(row.command) + "</pre>";
  if (!row.answer.empty()) {
    out += "<p>Answer</p><pre>" + to_hex(row.answer) + "</pre>";
    out += "<pre>" + escaped(row.answer_text) + "</pre>";
  }
  return out + "</details>";
}

}  // namespace

std::string trial_line(const TrialRow& row) {
  std::string out = fmt::format("{:32} {:04X}  {:7} {:13} {}", row.use_case->name, row.use_case->code, row.variant,
                                text(row.result), remarks(row));
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::string trial_reads(const Trial& trial) {
  std::string out;
  for (const TrialRow& row : trial.rows)
    if (!row.read_back.empty()) out += fmt::format("{:32} {}\n", row.use_case->name, row.read_back);
  return out;
}

std::string trial_summary(const Trial& trial) {
  std::string out = fmt::format("{}: {} use cases", subject_text(trial), trial.rows.size());
  for (const TrialResult result : kResults) {
    out += fmt::format("{} {} {}", result == TrialResult::Passed ? ":" : ",", trial.count(result), text(result));
    if (result == TrialResult::Passed && trial.refused() > 0)
      out += fmt::format(" ({} of them with a documented error)", trial.refused());
  }
  return out;
}

std::string trial_json(const Trial& trial) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const TrialRow& row : trial.rows) {
    nlohmann::ordered_json j{{"useCase", row.use_case->name},
                             {"title", row.use_case->title},
                             {"messageCode", fmt::format("{:04X}", row.use_case->code)},
                             {"service", row.variant},
                             {"result", text(row.result)}};
    for (const trials::Finding& f : row.findings)
      j["findings"].push_back({{"what", f.what}, {"expected", f.expected}, {"found", f.found}, {"where", f.where}});
    if (!row.refusal.empty()) j["refusal"] = row.refusal;
    if (!row.note.empty()) j["note"] = row.note;
    if (!row.read_back.empty()) j["readBack"] = row.read_back;
    if (!row.command.empty()) j["command"] = to_hex(row.command);
    if (!row.answer.empty()) j["answer"] = to_hex(row.answer);
    rows.push_back(std::move(j));
  }
  nlohmann::ordered_json summary{{"useCases", trial.rows.size()}};
  for (const TrialResult result : kResults) summary[std::string(text(result))] = trial.count(result);
  summary["passed with a documented error"] = trial.refused();
  const nlohmann::ordered_json out{{"device", trial.device.id.text()},
                                   {"deviceType", catalogue::text(trial.device.type)},
                                   {"gbcsVersion", trial.options.gbcs_version},
                                   {"firmwareVersion", trial.device.firmware_version},
                                   {"seed", trial.options.seed},
                                   {"started", iso(trial.started)},
                                   {"passed", trial.passed()},
                                   {"useCases", rows},
                                   {"summary", summary}};
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

std::string trial_junit(const Trial& trial) {
  std::vector<JunitCase> cases;
  for (const TrialRow& row : trial.rows) {
    JunitCase one{
        fmt::format("{}.{}", catalogue::text(trial.device.type), row.variant), row.use_case->name, {}, {}, {}};
    if (counts_as_failure(row)) one.failure = fmt::format("{}: {}", text(row.result), remarks(row));
    if (row.result == TrialResult::NotOffered) one.skipped = row.note;
    one.details = fmt::format("{}\n{}\ncommand {}\nanswer {}", row.use_case->title, remarks(row), to_hex(row.command),
                              to_hex(row.answer));
    cases.push_back(std::move(one));
  }
  return junit("gridpost conformance, " + subject_text(trial), cases);
}

std::string trial_html(const Trial& trial) {
  const std::string title = escaped("Conformance of " + subject_text(trial));
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
      "charset=\"utf-8\"><title>{}</title><style>{}</style></head><body>\n"
      "<h1>{}</h1>\n<p>{} {}, firmware {}. World time {}, seed {}.</p>\n<p>{}</p>\n<table>\n<tr><th>Use case</th>"
      "<th>Code</th><th>Service</th><th>Result</th><th>Remarks</th></tr>\n",
      title, kStyle, title, escaped(trial.device.manufacturer), escaped(trial.device.model),
      escaped(trial.device.firmware_version), iso(trial.started), trial.options.seed, escaped(trial_summary(trial)));
  for (const TrialRow& row : trial.rows)
    out += fmt::format("<tr><td>{}<br>{}</td><td>{:04X}</td><td>{}</td><td class=\"{}\">{}</td><td>{}</td></tr>\n",
                       escaped(row.use_case->name), escaped(row.use_case->title), row.use_case->code, row.variant,
                       class_of(row.result), text(row.result), html_details(row));
  return out + "</table>\n</body></html>\n";
}

}  // namespace gridpost::app
