// What became of many messages: decoded, encoded again to the same octets, MAC and signature verified.
#pragma once

#include <string>
#include <vector>

#include "codec/examine.h"

namespace gridpost::app {

// One message. Everything is there as far as it came; `problem` says why it went no further.
struct ReportRow {
  std::string file;
  std::string use_case;      // empty: not described
  std::string message_code;  // "0074"; empty: no GBCS message
  std::string kind;          // "command", "response", ...
  bool decoded = false;
  bool written_back = false;  // encoded again it has the same octets
  std::string mac = "none";   // "good", "bad", "unchecked", "none"
  std::string signature = "none";
  std::string unchecked_because;  // why MAC or signature are unchecked
  std::string problem;

  bool failed() const { return !problem.empty(); }
};

// Of a message in whatever form; `text` is an error if the file could not be read.
ReportRow report_row(std::string file, const Result<std::string>& text, const crypto::KeyStore& keys, Eui64 broker,
                     TimeMs now);

// Rows in columns, and a summary line.
std::string report_table(const std::vector<ReportRow>& rows);
std::string report_json(const std::vector<ReportRow>& rows);
// JUnit XML: one test case a message. What is unchecked stands in its system-out and is no failure.
std::string report_junit(const std::vector<ReportRow>& rows);

}  // namespace gridpost::app
