// The notation of the catalogue: what a value looks like on the wire, what it is called, and where it comes from.
//
// A Type is read by everybody: the codecs read and write octets by it, Transform fills it from a DUIS request, MMC and
// JSON take the names, the virtual devices answer by it. Build one with the words in `layout` below:
//
//   list("Seasons/Season", structure({octets("SeasonName"), date5_midnight("SeasonStartDate"),
//                                     number_octets(1, "ReferencedWeekName")}))
//
// Conventions. A value is named after the last step of its path. Paths are DUIS paths below the nearest enclosing list
// item, row or service body: "Seasons/Season", "Thresholds[2]/BlockThreshold" (by index attribute), "*/TOUPrice" (below
// any child), "*{Alarm=Enable}" (any that has such a child; numbers count, not their spelling), "." (the element
// itself), "@index" (its attribute), "/ExecutionDateTime" (below the service body, wherever we are).
// "$/OtherDevice/DeviceType" is no part of the request: below "$" stands what the DSP knows and adds
// (transform/supplement.h). A Type without a source is not filled from a request: it is what a Device answers.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "catalogue/value.h"

namespace gridpost {

// How the text of a DUIS element becomes a value.
enum class Reading : std::uint8_t {
  Number,         // decimal
  Boolean,        // true, false, 1, 0
  Characters,     // the characters themselves
  Hex,            // hexBinary
  Base64,         // base64Binary
  NumberOctets,   // a decimal number as octets, big-endian, of the Type's width
  DateTime,       // xs:dateTime, in the form that the Type's wire asks for
  Activation,     // the same, with "at once" if absent and "cancel" for 3000-12-31
  Date5,          // Year, Month, DayOfMonth, DayOfWeek with wildcards: 5 octets of DLMS
  Date5Midnight,  // the same and 00:00:00.00, deviation and status not specified: 12 octets
  GasDate4,       // the gas names of the same: 4 octets of GBZ
  Time4,          // xs:time: 4 octets of DLMS
  MinuteOfDay,    // xs:time: minutes since midnight
  Decimal,        // xs:decimal times 10^number, which has to be whole
  CodeInName,     // of an element that is called after a code: x810E
  BillingDate,    // Daily, Weekly, Monthly, Quarterly, SixMonthly or Yearly: 5 octets of DLMS, `number` months later
};

// When a row or value is there. Decoders see it in the message; Transform asks the request and the inventory.
struct Condition {
  enum class Kind : std::uint8_t {
    Always,
    Present,       // there is an element at `path`
    Absent,        // there is none
    Equals,        // an element at `path` has the text `text`, or one of several: "Event|GSMEEvent"
    TwinElement,   // the Device is a twin element meter
    Polyphase,     // the Device is a polyphase meter
    NotCancelled,  // the request's ExecutionDateTime is not the one that cancels
    InMessage,     // only the message shows it
  };
  Kind kind = Kind::Always;
  std::string path;
  std::string text;

  bool operator==(const Condition&) const = default;
};

// What is added to a number where the condition holds: an amount, or that times the number at `path`.
struct Addend {
  std::int64_t amount = 1;
  std::string path;
  Condition when;

  bool operator==(const Addend&) const = default;
};

// Some bits of a bit string: one is set for each element at a path.
struct BitGroup {
  std::string path;
  std::string number;  // below the element: the text that numbers its bit; empty: the element's name does
  std::string stem;    // in names: what stands in front of the number
  int base = 10;       // of numbers in names
  std::vector<std::pair<std::string, std::int64_t>> table;  // numbers of texts that are words
  std::string text;                                         // only elements with this text count; empty: all
  int first = 0;  // number n is the bit first + step × n of the string; bit 0 is the first one that is sent
  int step = 1;
  bool polyphase = false;  // left out unless the Device is a polyphase meter

  bool operator==(const BitGroup&) const = default;

  BitGroup at(int first_bit, int direction) const;
  BitGroup words(std::vector<std::pair<std::string, std::int64_t>> names) const;
  BitGroup only(std::string_view element_text) const;
  BitGroup if_polyphase() const;
};

// One place where a command's value may come from. The first place that is present counts.
struct FieldSource {
  enum class Kind : std::uint8_t {
    Element,     // the element at `path`, read as `reading`, plus `number`
    Constant,    // `number` or `octets`
    Count,       // how many elements `path` names
    Running,     // 0, 1, 2 ... within the enclosing list or repeated row, plus `number`
    Originator,  // of the request: the User, EUI-64 as octets
    Recipient,   // of the command: the Device
    Counter,     // originator counter of the header, as 8 octets behind `octets`, or as a number
    Now,         // time of build
    Periods,     // how many times of `number` seconds apart lie from the date at `path` to that at `joined`, both
                 // included; as many as fit
    BitSet,      // `bits`, of as many bits as the Type has, else `number`, else as there are elements at `path`
  };
  Kind kind = Kind::Element;
  std::string path;
  Reading reading = Reading::Number;
  std::int64_t number = 0;
  Bytes octets;
  std::string plus_seconds;  // path of seconds to be added to a date-time
  std::string joined;        // path of an element whose characters follow, if it is present
  std::int64_t beyond = 0;   // stands for dates after those that fit; 0: such dates are refused
  std::vector<Addend> addends;
  std::vector<std::pair<std::string, std::int64_t>> words;  // text to number: {"GBP", 826}
  std::vector<BitGroup> bits;                               // BitSet; `octets` are set in any case

  bool operator==(const FieldSource&) const = default;
};

struct Type {
  Wire wire = Wire::Null;
  std::uint8_t width = 0;  // octets of a number or of a fixed octet string, bits of a bit string; 0: any
  std::uint8_t tag = 0;    // ASN.1 context tag octet
  std::uint8_t zcl = 0;    // ZCL type code, for attributes
  std::string name;
  std::vector<FieldSource> sources;
  Condition when;
  std::vector<Type> items;  // Structure: its members; lists: one item type, or `fixed` item types
  bool fixed = false;       // an Array of exactly these items, but for those with a condition
  bool choice = false;      // ASN.1: not a Structure, but one of its items, told by the tag
  std::string each;         // lists: the DUIS elements that have one item each

  bool operator==(const Type&) const = default;

  // ---- modifiers, for chaining ----
  Type as(std::string_view value_name) const;                     // renames
  Type from(std::string_view path, std::int64_t plus = 0) const;  // replaces the sources
  Type or_from(std::string_view path, std::int64_t plus = 0) const;
  Type or_else(std::int64_t constant) const;
  Type or_octets(std::string_view hex) const;
  Type is(std::int64_t constant) const;
  Type is(std::string_view hex) const;  // octets
  Type words(const std::vector<std::pair<std::string, std::int64_t>>& table) const;
  // A number made of several: "high octet the controller, low octet the level" is u16("Level").plus("@n", 256).
  Type plus(std::string_view path, std::int64_t factor = 1) const;
  Type plus_if(std::string_view path, std::int64_t present, std::int64_t absent = 0) const;
  Type plus_if(std::string_view path, std::string_view text, std::int64_t number) const;  // if that element has it
  Type plus_seconds(std::string_view path) const;
  Type joined_with(std::string_view path) const;  // the characters of a second element follow
  Type count_of(std::string_view path) const;
  Type running(std::int64_t first = 0) const;
  Type at_build_time() const;
  Type capped(std::int64_t beyond) const;  // stands for dates after those that fit
  Type periods(std::string_view start, std::string_view end, int seconds) const;
  Type when_present(std::string_view path) const;
  Type when_absent(std::string_view path) const;
  Type when_equals(std::string_view path, std::string_view text) const;
  Type only_if_twin() const;
  Type unless_cancelled() const;
  Type optional() const;                        // a Device may leave it out
  Type tagged(std::uint8_t context_tag) const;  // ASN.1 implicit tag
};

namespace layout {

using T = Type;
using S = std::string_view;

// Numbers. Without a name they are constants or unnamed.
T u8(S name = {});
T u16(S name = {});
T u24(S name = {});
T u32(S name = {});
T u48(S name = {});
T u64(S name = {});
T i8(S name = {});
T i16(S name = {});
T i32(S name = {});
T enum8(S name = {});
T bits8(S name = {});  // ZCL bitmaps, by octets
T bits16(S name = {});
T bits32(S name = {});
T boolean(S name = {});
T minute_of_day(S name);           // an xs:time, as u16
T decimals(int places, T number);  // an xs:decimal as a whole number of 10^-places
T code_in_name(S name);            // u16, of an element that is called after it: x810E
T null_();
T bit_string(int bits, S name = {});  // DLMS: exactly so many bits; 0: any
// A bit string of which each group sets some bits; width 0: as many as there are elements at `counted`, and as are set.
T bit_set(int bits, S name, std::vector<BitGroup> groups);
T bit_set_of(S counted, S name, std::vector<BitGroup> groups);
BitGroup bits_by(S path, S number);                  // one for each element, numbered by the text at `number`
BitGroup bits_named(S path, S stem, int base = 10);  // one for each element, numbered by its name

// Octet strings. octets(n, ...) has exactly n octets.
T octets(S name = {});  // the element's characters
T octets(int n, S name = {});
T char_string(S name);  // ZCL character string
T utf8(S name = {});
T visible(S name = {});
T number_octets(int n, S name);               // the element's number as n octets
T hex(int n, S name);                         // the element's hexBinary; n 0: any length
T eui(S name);                                // an EUI-64 as 8 octets
T date_time(S name);                          // 12 octets
T activation(S path = "/ExecutionDateTime");  // 12 octets: at once, cancel, or the date
T date5(S name);
T date5_midnight(S name);
T gas_date4(S name);
T time4(S name);
T billing_date(S name, int months_later = 0);
T zigbee_time(S name);                      // 4 octets, seconds since 2000
T zigbee_activation(std::uint32_t cancel);  // StartTime: 0 at once, the given number to cancel
T build_time(S name);                       // 4 octets, seconds since 2000: when the command was built

// ASN.1.
T integer(S name = {});
T integer_is(S name, std::int64_t constant);
T enumerated(S name = {});
T general_time(S name);
T certificate(S name);
T der(S name);                 // a sequence as it is
T key_usage(S name, S usage);  // "digitalSignature" or "keyAgreement" as constant; empty usage: any
T asn1_octets(S name);

// Composites.
T structure(std::vector<T> items);
T structure(S name, std::vector<T> items);
T either(std::vector<T> items);  // ASN.1, what a Device answers: one of these
T list(S path, T item);          // one item for each element at the path
T array(S name, T item);         // what a Device answers: any number of items
T fixed_array(S name, std::vector<T> items);
T equal_items(S name, int count, const T& item);  // an Array of so many
T compact(S name, T item);
T sealed(S name, T item);  // encrypted part

// {scale, unit} of DLMS registers.
T scaler_unit(S name);

}  // namespace layout
}  // namespace gridpost
