// Decoded messages for people and programs: readable text and JSON with the names of the catalogue.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// What was found out about a message beside its content.
struct Checked {
  std::string mac = "not checked";        // "good", "bad", "none", "not checked"
  std::string signature = "not checked";  // likewise
  std::string mac_reason = {};            // why it was not checked
  std::string signature_reason = {};
};

// "command", "signed pre-command", "pre-command", "response" or "alert".
std::string_view kind_of(const Message& message);
// Indented lines.
std::string show_text(const Message& message, const UseCase* use_case, const Payload* payload, const Checked& checked);
// One JSON object.
std::string show_json(const Message& message, const UseCase* use_case, const Payload* payload, const Checked& checked);

}  // namespace gridpost::gbcs
