// DUIS requests as text, with what a program has to say beside them, to commands; and pre-commands compared with them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/key_store.h"
#include "transform/transform.h"

namespace gridpost::codec {

// What the inventory and the DCC know beside a request, as people write it.
struct RequestOptions {
  std::string device_type;  // of the target: "ESME"; of correlation only, empty: as the pre-command's message code says
  std::string esme_variant = "A";
  std::string gbcs_version = "4.2";
  std::string other_device_type;  // of the Device that a join names
  std::string user_roles;         // "IS|GS"
  std::string customer_number;    // of a 9.1
  std::string now;                // time of build, "2015-01-01T00:00:00Z"; empty: the machine's
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  std::string trans_cos = "90-B3-D5-1F-30-00-00-04";  // the party that changes suppliers, which sends a 6.23
  std::uint64_t broker_counter = 0;  // originator counter of the DCC's party, where it sends the command
};

struct Transformed {
  const UseCase* use_case = nullptr;
  gbcs::Message message;  // pre-command or command without MAC
};
// Certificates of other Devices come from the keys. An error names the element or the option.
Result<Transformed> transform_request(std::string_view document, const RequestOptions& options,
                                      const crypto::KeyStore& keys);

struct Correlated {
  const UseCase* use_case = nullptr;  // what the request means
  std::vector<transform::Difference> differences;
};
// Does the pre-command mean what its request says? (GBCS 13)
Result<Correlated> correlate_request(std::string_view document, View pre_command, const RequestOptions& options,
                                     const crypto::KeyStore& keys);

}  // namespace gridpost::codec
