// The description of one GBCS use case: everything that Transform, the decoder, MMC and the devices need to know of it.
// See tariff.cpp, reads.cpp, ... for examples and docs/adding-a-use-case.md for a walk through one.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/enums.h"
#include "catalogue/type.h"

namespace gridpost {

enum class Protection : std::uint8_t {
  Signed,          // critical: pre-command, User's signature, MAC; the answer is signed
  MacOnly,         // the answer carries a MAC
  AnswerSigned,    // not critical: the command carries a MAC only; the answer is signed
  SignedByBroker,  // not critical: the DCC's party signs what it sends for the User, and adds the MAC; the answer is
                   // signed
};
// Who is the originator of the command. (tables/command-originators)
enum class Sender : std::uint8_t {
  User,          // the User itself
  Broker,        // the access control broker for a User
  BrokerAlone,   // the broker in its own name: the command does not say for whom
  UserOrBroker,  // the User if the Device knows it, else the broker for it (to seal answers, with its certificate)
  TransCoS,      // the DCC's party that changes suppliers, for a User
  Device,        // an alert
  OtherDevice,   // a Device of the same home: no User has a part in it
  OtherParty,    // a remote party without DUIS: recovery, WAN provider, ...; such messages are only decoded
};
enum class Stamp : std::uint8_t {
  None,
  Own,
  WithSource
};  // date-time in the response; WithSource: status bits (R15-12)

// What one row of the table of a use case is about. The rows of an alert are what the Device sends. (GBCS 5, 6)
struct Row {
  enum class Kind : std::uint8_t { Get, Set, Act, GetSelected, ReadAttributes, Cluster };
  Kind kind = Kind::Get;
  // DLMS
  std::uint16_t class_id = 0;
  std::array<std::uint8_t, 6> obis{};
  std::uint8_t id = 0;
  std::string number_at;  // path of the number 1 to 5 that chooses the instance: group E of `obis` is that of number 1
  Type selector;
  // GBZ
  std::uint16_t cluster = 0;
  std::uint8_t frame_control = 0;
  std::uint8_t command = 0;
  std::optional<std::uint8_t> answer_command;  // none: the default response
  bool encrypted = false;                      // the answer is
  std::vector<std::pair<std::uint16_t, Type>> attributes;
  std::optional<Type> from_date;  // the component's own From-Date-Time
  // both
  std::string name;  // of the ZCL command or DLMS object, for people and as the value's name
  Type sent;         // what the command carries
  Type answered;     // what the response carries
  std::string at;    // DUIS path from which the paths in `sent` count
  std::string each;  // one such row for each of these elements
  int times = 1;     // or so many equal rows
  Condition when;

  Row in(std::string_view path) const;        // sets `at`
  Row for_each(std::string_view path) const;  // sets `each`
  Row repeated(int count) const;
  Row when_present(std::string_view path) const;
  Row when_absent(std::string_view path) const;
  Row when_equals(std::string_view path, std::string_view text) const;
  Row numbered_by(std::string_view path) const;  // sets `number_at`
  Row answers(Type type) const;
  Row answers(std::uint8_t command, std::string_view name, std::vector<Type> fields) const;
  Row sealed() const;
  Row called(std::string_view row_name) const;
  Row starting(Type from_date_time) const;  // gives the component a From-Date-Time

  // The instance of this number.
  std::array<std::uint8_t, 6> instance(int number) const;
  // The row is about this instance, or about one of several of which this is one.
  bool addresses(const std::array<std::uint8_t, 6>& instance) const;
};

// So many auxiliary controllers, and instances of a row that is numbered by one.
inline constexpr int kInstances = 5;

// The number of a word in a table of words that stands for all numbers without one.
inline constexpr std::int64_t kAnyOther = INT64_MIN;

// One field of the MMC body: a path below the root and how its text is made of the values. A path that ends in "@name"
// is an attribute. A value's name may be a path: "unit/scale"; "dates[2]/time" is in the second item of a list. Within
// a list a value named "../SampleStartTime" is one from outside of it.
struct MmcField {
  enum class Kind : std::uint8_t {
    Number,  // the number of value a; octets are a number, too, big-endian
    Scaled,  // a × 10^(scale in structure b), or 10^exponent
    Ratio,   // a × b / c
    Words,   // the text that the table has for the number of a; an empty one gives an empty element
    Hex,     // octets or a number in upper-case hexadecimal
    Base64,
    Characters,
    DateTime,    // 12 octets, GeneralizedTime, or seconds since 2000 as xs:dateTime
    Uint64Id,    // an EUI-64 with hyphens; zero is nobody's and gives no text
    AlertCode,   // what the alert or event code in a means
    Each,        // one element at `path` for each item of list a, or each structure a, with `fields` inside; with b for
                 // each item of the list b within them, or one if there is none
    Items,       // one element at `path` for each item of list a, with its index: item × 10^exponent
    EachBit,     // one element at `path` for each bit of a that is set, from the most significant one, with `fields`
                 // inside, which see the place of the bit as "bit", from 1
    Group,       // one element at `path` with `fields` inside; left out where none of them but constants has a text
    Constant,    // `literal`
    OctetWords,  // the text that the table `by_hex` has for the octets of a; "*" stands for all without one
    Listed,      // `literal`, if the list a has an item with all these members of `by_hex`: name and octets
    TimeOfDay,   // xs:time of 4 octets, hour, minute, second, hundredths, or of a number, minutes since midnight
    Day,         // xs:date of 5 octets: year, month, day, day of week; without year 65535
    WildcardDate,  // Year, Month, DayOfMonth, DayOfWeek of 5 or more octets of DLMS or 4 of gas, each specified or not
    BillingCalendar,  // time and periodicity that the billing dates of list a mean
    Digits,           // a × 10^-(digits in the high four bits of b)
    JsonNumber,       // the whole number from 0 to 100 that the member `literal` of the JSON text a has
    Flags,            // one element below `path` for each bit of bit string a that the table names, the last bit being
                      // 0; `when_set` is its text, or `when_clear`; an empty `when_clear` leaves it out
    Named,            // an empty element below `path` that the table has for the number of a
  };
  std::string path;
  Kind kind = Kind::Number;
  std::string a, b, c;
  std::vector<std::pair<std::int64_t, std::string>> words;
  std::string when_set, when_clear;  // Flags
  bool any_set = false;              // Flags: shown only if one of the named bits is set
  std::string code_attribute;        // Words: attribute of the parent that carries the number, e.g. "ResponseCode"
  int exponent = 0;
  int first = 0, length = 0;         // only a part of a counts; length 0: all of it
  int index = 0;                     // what the element carries as its index; 0: nothing
  std::string index_name = "index";  // of the attribute that carries it
  bool numbered = false;             // Each: the elements carry their place as index
  int step = 0;                      // DateTime: so many seconds later for each item before this one
  std::string where;                 // shown only if these bits of the value `where` are the number `is`; length 0: all
  int where_first = 0, where_length = 0;
  std::int64_t is = 0;
  std::string literal;
  std::vector<std::pair<std::string, std::string>> by_hex;  // upper-case hexadecimal
  std::vector<MmcField> fields;
  std::vector<MmcField> otherwise;  // none or one: shown where this one has no text

  // Of octets and items these; of a number or a bit string so many bits, the first one being the least significant bit
  // 0.
  MmcField part(int from, int count) const;
  MmcField at_index(int place, std::string_view attribute = "index") const;
  MmcField with_index() const;        // Each: index 1, 2, ...
  MmcField every(int seconds) const;  // a date of a list whose items are so far apart
  MmcField if_is(std::string_view value, std::int64_t number) const;
  MmcField if_bits(std::string_view value, int from, int count, std::int64_t number) const;
  MmcField if_any_is_set() const;
  MmcField or_else(MmcField field) const;
};

// What an answer says of itself beside the status of its protocol: these numbers of the value mean that the Device did
// what it was asked, or that it did not.
struct Verdict {
  std::string value;  // its name; empty: the status says all
  std::vector<std::int64_t> numbers;
  bool good = true;
};

struct UseCase {
  std::uint16_t code = 0;  // message code
  std::string name;        // "GCS13a"
  std::string title;
  Protocol protocol = Protocol::Dlms;
  DeviceTypes devices;
  Sender sender = Sender::User;
  Protection protection = Protection::MacOnly;
  Stamp stamp = Stamp::None;
  std::vector<std::string> services;  // service reference variants; empty for alerts
  std::string body_element;           // of the DUIS request
  std::string gbcs_from;              // only Devices of this GBCS version or later; empty: all (R15-22)
  std::string gbcs_before;            // only Devices of an earlier version
  std::string rule;                   // key without which it does not exist (catalogue/rules.h); empty: none (R15-48)

  std::vector<Row> rows;               // DLMS and GBZ
  Type command;                        // ASN.1
  Type response;                       // ASN.1
  Type alert;                          // alerts: what follows code and time, or the whole of an ASN.1 or DLMS alert
  std::vector<Condition> chosen_when;  // among use cases of one service: those whose conditions hold in the request
  // Joins: for a target of the first type the request may name an OtherDeviceID of these types; empty: any request
  // fits.
  std::vector<std::pair<DeviceType, DeviceTypes>> partners;

  std::string mmc_root;  // element in SMETSData, "ReadMeterBalanceRsp"
  std::vector<MmcField> mmc;
  std::string device_effect;  // behaviour of the virtual Device that is not layout; empty: none
  Verdict verdict;
  std::string outcome;  // name of the use case of its future-dated outcome alert; empty: none

  // There is a pre-command for the User to sign.
  bool critical() const { return protection == Protection::Signed; }
  // The command carries a signature, whoever signs it.
  bool is_signed() const { return protection == Protection::Signed || protection == Protection::SignedByBroker; }
  bool answer_is_signed() const { return protection != Protection::MacOnly; }
  // Parts of the answer are encrypted for the reader.
  bool seals_answer() const;
  // The command takes a value from this path or from below it.
  bool asks_for(std::string_view path) const;
  bool is_alert() const { return sender == Sender::Device; }
  bool for_users() const { return !is_alert() && sender != Sender::OtherDevice && sender != Sender::OtherParty; }

  // ---- words of the notation ----
  UseCase serves(std::string_view variant, std::string_view body) const;
  UseCase with(std::vector<Row> more) const;  // appends rows
  UseCase stamped(Stamp stamp) const;
  UseCase from_version(std::string_view gbcs) const;
  UseCase before_version(std::string_view gbcs) const;
  UseCase under(std::string_view rule_key) const;
  UseCase carries(Type command_type) const;   // ASN.1 command
  UseCase answers(Type response_type) const;  // ASN.1 response
  UseCase alerts(Type alert_type) const;
  UseCase when(Condition condition) const;
  UseCase between(DeviceType target, DeviceTypes others) const;  // adds to `partners`
  UseCase shows(std::string_view root, std::vector<MmcField> fields = {}) const;
  UseCase succeeds_by(std::string_view value, std::vector<std::int64_t> numbers) const;
  UseCase fails_if(std::string_view value, std::int64_t number) const;
  UseCase effect(std::string_view device_effect_name) const;
  UseCase reports(std::string_view outcome_alert) const;
};

// The whole catalogue, built once.
class Catalogue {
 public:
  static const Catalogue& instance();

  std::span<const UseCase> use_cases() const { return use_cases_; }
  // By name, "ECS17b".
  const UseCase* find(std::string_view name) const;
  // All with this message code: one code may serve two services (0062: 6.11 and 8.1.1).
  std::span<const UseCase* const> by_code(std::uint16_t code) const;
  // The first one with this code, for decoding; null if there is none.
  const UseCase* for_code(std::uint16_t code) const;
  // All that this service may mean for this Device type.
  std::vector<const UseCase*> by_service(std::string_view variant, DeviceType type) const;
  // The catalogue as JSON: every description, whole.
  std::string json() const;

 private:
  Catalogue();
  std::vector<UseCase> use_cases_;
  std::unordered_map<std::uint16_t, std::vector<const UseCase*>> by_code_;
};

namespace layout {

// Use cases. Only what differs from use case to use case is said.
UseCase dlms(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices, Sender sender,
             Protection protection);
UseCase gbz(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices, Sender sender,
            Protection protection);
UseCase asn1(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices, Sender sender,
             Protection protection);

// Rows of DLMS tables. OBIS is written "0-0:1.0.0.255".
Row get(std::uint16_t class_id, std::string_view obis, std::uint8_t id, Type answered);
Row set(std::uint16_t class_id, std::string_view obis, std::uint8_t id, Type sent);
Row act(std::uint16_t class_id, std::string_view obis, std::uint8_t id, Type sent);
// A protected read of one attribute through a data protection object; the answer is sealed for the reader.
struct Object {
  std::uint16_t class_id;
  std::string_view obis;
  std::uint8_t id;
};
Row protected_read(std::string_view protection_obis, Object object, Type range, Type answered);
// The same of several attributes at once.
struct ProtectedObject {
  Object object;
  Type range;
  Type answered;
};
Row protected_read(std::string_view protection_obis, const std::vector<ProtectedObject>& objects);
Type whole_attribute();
Type read_log_period();      // StartDateTime and EndDateTime of ReadLogPeriod
Type answered_protection();  // the parameters that stand in front of a protected answer
// The entries of a log (class 7) in the request's ReadLogPeriod.
Row get_log(std::string_view obis, Type answered);

// Rows of GBZ tables.
using Attribute = std::pair<std::uint16_t, Type>;
Attribute attr(std::uint16_t id, Type type);
Row read(std::uint16_t cluster, std::vector<Attribute> attributes);
Row publish(std::uint16_t cluster, std::uint8_t command, std::string_view name, std::vector<Type> fields);  // fc 09
Row send(std::uint16_t cluster, std::uint8_t command, std::string_view name, std::vector<Type> fields);     // fc 01

// Conditions.
Condition present(std::string_view path);
Condition absent(std::string_view path);
Condition equals(std::string_view path, std::string_view text);  // or one of several: "Event|GSMEEvent"
Condition polyphase();                                           // the target is a polyphase meter

// MMC fields.
MmcField number(std::string_view path, std::string_view value);
MmcField scaled(std::string_view path, std::string_view value, std::string_view scaler);
MmcField scaled(std::string_view path, std::string_view value, int exponent);
MmcField ratio(std::string_view path, std::string_view value, std::string_view multiplier, std::string_view divisor);
MmcField text(std::string_view path, std::string_view value, std::vector<std::pair<std::int64_t, std::string>> words,
              std::string_view code_attribute = {});
MmcField date(std::string_view path, std::string_view value);
MmcField as_hex(std::string_view path, std::string_view value);
MmcField as_base64(std::string_view path, std::string_view value);
MmcField as_eui(std::string_view path, std::string_view value);
MmcField characters(std::string_view path, std::string_view value);
MmcField meaning(std::string_view path, std::string_view alert_code);
MmcField each(std::string_view path, std::string_view value, std::vector<MmcField> fields);
MmcField each_within(std::string_view path, std::string_view outer, std::string_view inner,
                     std::vector<MmcField> fields);
MmcField items(std::string_view path, std::string_view list, int exponent = 0);
MmcField digits(std::string_view path, std::string_view value, std::string_view trailing_digits);
MmcField each_bit(std::string_view path, std::string_view bits, std::vector<MmcField> fields);
MmcField group(std::string_view path, std::vector<MmcField> fields);
MmcField constant(std::string_view path, std::string_view text);
MmcField truth(std::string_view path, std::string_view value);  // true or false
MmcField octet_words(std::string_view path, std::string_view octets,
                     std::vector<std::pair<std::string, std::string>> words);
MmcField listed(std::string_view path, std::string_view list, std::vector<std::pair<std::string, std::string>> members,
                std::string_view text);
MmcField time_of_day(std::string_view path, std::string_view value);
MmcField day(std::string_view path, std::string_view value);
MmcField wildcard_date(std::string_view path, std::string_view value);
MmcField billing_calendar(std::string_view path, std::string_view list);
MmcField json_number(std::string_view path, std::string_view text, std::string_view member);
MmcField flags(std::string_view path, std::string_view value, std::vector<std::pair<std::int64_t, std::string>> names,
               std::string_view when_set, std::string_view when_clear = {});
MmcField named(std::string_view path, std::string_view value, std::vector<std::pair<std::int64_t, std::string>> names);

}  // namespace layout

// Names the OBIS "0-0:1.0.0.255".
std::string obis_text(const std::array<std::uint8_t, 6>& obis);

}  // namespace gridpost
