// The Gridpost codec as a library: GBCS messages and DUIS requests of GB smart metering.
//
// Target gridpost::codec of find_package(gridpost). Everything is text in UTF-8: messages are hexadecimal, base64 or
// binary (recognised), requests are DUIS XML. Nothing throws for bad input, nothing is kept between calls but the keys,
// and one Codec may be used by any number of threads once its keys are loaded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gridpost::codec {

// What is wrong with the input, and where: an element path, a row and field, an octet.
struct Problem {
  std::string what;
  std::string where;
};

// A thing or a Problem.
template <class T>
class Outcome {
 public:
  Outcome(T value) : held_(std::move(value)) {}
  Outcome(Problem problem) : held_(std::move(problem)) {}

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }
  // Only if ok().
  const T& value() const { return std::get<0>(held_); }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }
  // Only if not ok().
  const Problem& problem() const { return std::get<1>(held_); }

 private:
  std::variant<T, Problem> held_;
};

enum class Form : std::uint8_t {
  Text,    // indented lines for people
  Json,    // names and readable values
  Mmc,     // the XML of responses and alerts for Users
  Values,  // JSON with the wire type of every value: what encode() takes back
};

// What the inventory and the DCC know beside a request.
struct Beside {
  std::string device_type = "ESME";  // of the target; for correlate() empty means: as the pre-command's code says
  std::string esme_variant = "A";
  std::string gbcs_version = "4.2";
  std::string other_device_type;  // of the Device that a join names; its certificate comes from the keys
  std::string user_roles;         // "IS|GS"
  std::string customer_number;    // four digits, of a 9.1
  std::string now;                // time of build, "2015-01-01T00:00:00Z"; empty: the machine's
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  std::string trans_cos = "90-B3-D5-1F-30-00-00-04";  // the party that changes suppliers, which sends a 6.23
  std::uint64_t broker_counter = 0;  // originator counter of the DCC's party, where it sends the command
};

struct Command {
  std::string use_case;   // "ECS04a"
  bool critical = false;  // a pre-command, to be signed by the User; else a command without MAC
  std::string octets;     // hexadecimal
};

// One place where a pre-command is not what its request means.
struct Difference {
  std::string where;     // "row 3 / StandingCharge"
  std::string expected;  // what the request means
  std::string found;
  std::vector<std::string> elements;  // of the request's body, that decide on this value
};

// MAC, signature and encoding of a message.
struct Checks {
  std::string mac;           // "good", "bad", "none", "not checked"
  std::string signature;     // likewise
  std::string reason;        // why something was not checked
  bool same_octets = false;  // encoded again from its values the message has the same octets
  std::string problem;       // why it could not be decoded; empty: it could
};

class Codec {
 public:
  Codec();
  ~Codec();
  Codec(Codec&&) noexcept;
  Codec& operator=(Codec&&) noexcept;

  // Certificates (*.pem) and private keys (*.key) of a folder, or a keystore.json of the public clients. With them MACs
  // and signatures are checked, and encrypted parts opened. How many certificates were read.
  Outcome<std::size_t> load_keys(const std::string& path, bool waive_validity = false);

  // The message in this form. What the catalogue does not describe is shown as octets; Values and Mmc of a command are
  // a Problem.
  Outcome<std::string> decode(std::string_view message, Form form) const;
  Outcome<Checks> check(std::string_view message) const;
  // The octets, in hexadecimal, of a message in the form Values. Signature and MAC are written as they stand there.
  Outcome<std::string> encode(std::string_view values) const;
  // The pre-command or command that a request means.
  Outcome<Command> transform(std::string_view request, const Beside& beside = {}) const;
  // How a pre-command differs from what its request means; nothing: it does not. Time-of-build fields may differ.
  Outcome<std::vector<Difference>> correlate(std::string_view request, std::string_view pre_command,
                                             const Beside& beside = {}) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace gridpost::codec
