#include "registration/flag_file.h"

#include <fmt/format.h>

#include <unordered_set>

#include "registration/flag_dates.h"
#include "registration/flag_file_layout.h"

namespace gridpost::registration {
namespace {

using layout::Field;
using layout::Form;
using layout::Layout;
using layout::Line;

// Where in a file something stands.
struct Place {
  std::string_view file;
  std::size_t line = 0;
  std::string where(std::string_view field) const { return fmt::format("{} line {}, {}", file, line, field); }
};

// Lines of a text, without their ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

// What a file of this header and these rules allows.
struct Judge {
  ServiceFlags allowed;
  std::string today;
};
Result<Judge> judge_of(const FlagFile& file, const FileRules& rules) {
  GP_TRY(made, time_of(file));
  const FlagRules in_force = flag_rules(rules.book.rules_at(made), fuel_of(file.type), rules.settings);
  return Judge{allowed_flags(in_force), date_text(made, false)};
}

// Takes over the fields of a line. A line of another form is an error; a bad value goes to `bad`, the first one.
Status take_line(const Line& line, const Layout& layout, std::string_view text, const Place& place,
                 ServiceFlags allowed, FileHeader* header, FlagRecord* record, std::optional<Error>& bad) {
  const auto parts = layout::split(layout.fuel, text);
  if (!parts) return fail(parts.error().what, place.where(parts.error().where));
  if (parts->size() != line.fields.size())
    return fail(fmt::format("{} has {} fields, not {}", line.tag(), line.fields.size(), parts->size()),
                place.where("record"));
  if (record && line.often == layout::Often::EachSupplier) record->suppliers.emplace_back();
  for (std::size_t i = 0; i < line.fields.size(); ++i) {
    const Field& field = line.fields[i];
    const layout::Part& part = (*parts)[i];
    const bool left_out = part.text.empty() && !part.quoted && field.optional;
    if (layout.fuel == Fuel::Gas && !left_out && part.quoted != layout::is_quoted(field.form))
      return fail(part.quoted ? "a number or date is in quotes" : "a text is not in quotes", place.where(field.name));
    if (auto complaint = layout::complaint(field, part.text, allowed); complaint && !bad)
      bad = Error{*std::move(complaint), place.where(field.name), "registration"};
    if (header && field.header) header->*field.header = part.text;
    if (record && field.record) record->*field.record = part.text;
    if (record && field.supplier) record->suppliers.back().*field.supplier = part.text;
    if (record && field.form == Form::Reason) record->reasons.emplace_back(part.text);
  }
  return {};
}

std::string_view tag_of(const Layout& layout, std::string_view line) {
  if (layout.fuel == Fuel::Gas && line.starts_with('"')) line.remove_prefix(1);
  return line.substr(0, line.find_first_of("|,\""));
}

Status check_addresses(const FileHeader& header, const FileRules& rules, const Place& place) {
  struct Pair {
    std::string_view field;
    const std::string& is;
    const std::string& should;
  };
  for (const Pair& p :
       {Pair{"from party", header.from_party, rules.from_party}, Pair{"to party", header.to_party, rules.to_party},
        Pair{"organisation", header.organisation, rules.organisation},
        Pair{"test flag", header.test_flag, rules.test_flag}})
    if (!p.should.empty() && !p.is.empty() && p.is != p.should)
      return fail(fmt::format("'{}' should be {}", p.is, p.should), place.where(p.field));
  return {};
}

// One reading of one file.
class FileReader {
 public:
  FileReader(const Layout& layout, std::string_view name, std::string_view text, const FileRules& rules)
      : layout_(layout), name_(name), lines_(lines_of(text)), rules_(rules) {
    file_.type = layout.type;
  }

  Result<FlagFile> read() {
    if (lines_.empty()) return fail("the file is empty", std::string(name_), "registration");
    GP_CHECK(read_header());
    GP_TRY(judge, judge_of(file_, rules_));
    judge_ = judge;
    while (at_ < lines_.size() && tag_of(layout_, lines_[at_]) != layout_.trailer.tag()) GP_CHECK(read_instance());
    GP_CHECK(read_trailer());
    return std::move(file_);
  }

 private:
  Place place() const { return {name_, at_ + 1}; }

  Status take(const Line& line, FileHeader* header, FlagRecord* record, std::optional<Error>& bad) {
    GP_CHECK(take_line(line, layout_, lines_[at_], place(), judge_.allowed, header, record, bad));
    ++at_;
    return {};
  }

  Status read_header() {
    std::optional<Error> bad;
    const Place here = place();
    GP_CHECK(take(layout_.header, &file_.header, nullptr, bad));
    if (bad) return tl::unexpected(*std::move(bad));
    return check_addresses(file_.header, rules_, here);
  }

  bool next_is(const Line& line) const { return at_ < lines_.size() && tag_of(layout_, lines_[at_]) == line.tag(); }

  Status read_instance() {
    FlagRecord record;
    std::optional<Error> bad;
    const Place first = place();
    for (const Line& line : layout_.instance) {
      const bool once = line.often == layout::Often::Once;
      if (once && !next_is(line))
        return fail(at_ < lines_.size()
                        ? fmt::format("'{}' stands where {} should", tag_of(layout_, lines_[at_]), line.tag())
                        : fmt::format("the file ends where {} should stand", line.tag()),
                    place().where("record type"), "registration");
      if (once) GP_CHECK(take(line, nullptr, &record, bad));
      while (!once && next_is(line)) {
        GP_CHECK(take(line, nullptr, &record, bad));
        if (line.often == layout::Often::AtMostOnce) break;
      }
    }
    ++instances_;
    if (!bad) bad = judged(record, first);
    if (bad && layout_.type == FlagFileType::D0172) return tl::unexpected(*std::move(bad));
    if (bad)
      file_.refused.push_back(*std::move(bad));
    else
      file_.records.push_back(std::move(record));
    return {};
  }

  // What is wrong with a record whose values are good one by one.
  std::optional<Error> judged(const FlagRecord& record, const Place& first) {
    if (auto c = layout::complaint(layout_, record, judge_.today))
      return Error{std::move(c->what), first.where(c->field), "registration"};
    if (!record.instruction.empty() && !instructions_.insert(number_of(record.instruction)).second)
      return Error{fmt::format("{} is there twice", record.instruction), first.where("instruction number"), "R77-33"};
    if (!record.mpxn.empty() && !mpxns_.insert(record.mpxn).second)
      return Error{fmt::format("{} is there twice", record.mpxn), first.where("metering point"),
                   is_registration_data(layout_.type) ? "registration" : "R77-33"};
    return std::nullopt;
  }

  Status check_count(std::string_view field, const std::string& said, std::size_t counted, const Place& here) {
    if (said.empty() || number_of(said) == counted) return {};
    return fail(fmt::format("it says {}, there are {}", said, counted), here.where(field), "registration");
  }

  Status read_trailer() {
    if (at_ == lines_.size())
      return fail(fmt::format("the file ends without {}", layout_.trailer.tag()), place().where("record type"),
                  "registration");
    const Place here = place();
    const std::size_t records = at_ - 1;
    FileHeader end;
    std::optional<Error> bad;
    GP_CHECK(take(layout_.trailer, &end, nullptr, bad));
    if (bad) return tl::unexpected(*std::move(bad));
    if (!end.number.empty() && end.number != file_.header.number)
      return fail(fmt::format("{} is not that of the header, {}", end.number, file_.header.number),
                  here.where("file identifier"), "registration");
    GP_CHECK(check_count("number of records", end.records, records, here));
    GP_CHECK(check_count("number of instances", end.instances, instances_, here));
    if (at_ != lines_.size()) return fail("something follows the trailer", place().where("record"), "registration");
    file_.header.records = end.records;
    file_.header.instances = end.instances;
    file_.header.checksum = end.checksum;
    file_.header.completed = end.completed;
    return {};
  }

  const Layout& layout_;
  std::string_view name_;
  std::vector<std::string_view> lines_;
  const FileRules& rules_;
  FlagFile file_;
  Judge judge_;
  std::size_t at_ = 0;
  std::size_t instances_ = 0;
  std::unordered_set<std::uint64_t> instructions_;
  std::unordered_set<std::string> mpxns_;
};

// Where the values of a line come from.
struct Source {
  const FileHeader& header;
  const FlagRecord* record = nullptr;
  std::string_view reason;
  const SupplierLine* supplier = nullptr;
};

std::string_view value_of(const Field& field, const Source& from) {
  if (field.form == Form::Word) return field.word;
  if (field.form == Form::Reason) return from.reason;
  if (field.header) return from.header.*field.header;
  if (field.supplier) return from.supplier->*field.supplier;
  return from.record->*field.record;
}

void put_line(const Line& line, const Layout& layout, const Source& from, std::string& out) {
  bool first = true;
  for (const Field& field : line.fields) {
    const std::string_view value = value_of(field, from);
    if (layout.fuel == Fuel::Electricity) {
      out.append(value).push_back('|');
      continue;
    }
    if (!std::exchange(first, false)) out.push_back(',');
    const bool quoted = layout::is_quoted(field.form) && !(value.empty() && field.optional);
    out += quoted ? fmt::format("\"{}\"", value) : std::string(value);
  }
  out.push_back('\n');
}

void put_record(const Layout& layout, const FlagFile& file, const FlagRecord& record, std::size_t& lines,
                std::string& out) {
  const auto put = [&](const Line& line, std::string_view reason, const SupplierLine* supplier) {
    put_line(line, layout, {file.header, &record, reason, supplier}, out);
    ++lines;
  };
  for (const Line& line : layout.instance) {
    switch (line.often) {
      case layout::Often::EachReason:
        for (const std::string& reason : record.reasons) put(line, reason, nullptr);
        break;
      case layout::Often::EachSupplier:
        for (const SupplierLine& supplier : record.suppliers) put(line, {}, &supplier);
        break;
      case layout::Often::AtMostOnce:
        if (!(record.*line.fields[1].record).empty()) put(line, {}, nullptr);
        break;
      case layout::Often::Once:
        put(line, record.reasons.empty() ? "" : record.reasons.front(), nullptr);
    }
  }
}

}  // namespace

Result<TimeMs> time_of(const FlagFile& file) {
  const FileHeader& h = file.header;
  const bool local = fuel_of(file.type) == Fuel::Gas;
  const std::string stamp = local ? h.created_date + h.created_time : h.created;
  if (stamp.size() != 14) return fail(fmt::format("'{}' is no time", stamp), "creation time", "registration");
  const std::string_view s = stamp;
  GP_TRY(time, parse_date_time(fmt::format("{}-{}-{}T{}:{}:{}Z", s.substr(0, 4), s.substr(4, 2), s.substr(6, 2),
                                           s.substr(8, 2), s.substr(10, 2), s.substr(12, 2))));
  return local ? from_london(civil_of(time)) : time;
}

Result<FlagFile> read_flag_file(FlagFileType type, std::string_view name, std::string_view text,
                                const FileRules& rules) {
  return FileReader(layout::of(type), name, text, rules).read();
}

Result<std::string> write_flag_file(const FlagFile& file, const FileRules& rules) {
  const Layout& layout = layout::of(file.type);
  FlagFile whole = file;
  std::string body;
  std::size_t lines = 0;
  for (const FlagRecord& record : whole.records) put_record(layout, whole, record, lines, body);
  whole.header.records = fmt::format("{}", lines);
  whole.header.instances = fuel_of(file.type) == Fuel::Electricity ? fmt::format("{}", whole.records.size()) : "";
  std::string out;
  put_line(layout.header, layout, {whole.header, nullptr, {}, nullptr}, out);
  out += body;
  put_line(layout.trailer, layout, {whole.header, nullptr, {}, nullptr}, out);
  const std::string name = fmt::format("{} {}", layout.name, file.header.number);
  GP_TRY(again, read_flag_file(file.type, name, out, rules));
  if (!again.refused.empty()) return tl::unexpected(again.refused.front());
  if (again.records != file.records) return fail("a record has values that the file has no place for", name);
  return out;
}

Status check_sequence(const FlagFile& file, std::uint64_t last, std::string_view name) {
  const std::uint64_t number = number_of(file.header.number);
  const std::string where = fmt::format("{} line 1, number of the file", name);
  if (number == last + 1) return {};
  if (number <= last)
    return fail(fmt::format("{} was there before; the last one is {}", number, last), where, "R77-34");
  return fail(fmt::format("{} comes where {} is next", number, last + 1), where, "R77-34");
}

std::string gas_file_name(std::string_view sender, bool test, std::uint64_t generation, FlagFileType type) {
  return fmt::format("{}.{}N{:06}.{}", sender, test ? 'T' : 'P', generation, text(type));
}

Status check_gas_file_name(std::string_view name, const FlagFile& file) {
  const std::size_t dot = name.find('.');
  const bool test = dot != std::string_view::npos && name.substr(dot + 1).starts_with('T');
  const std::string should = gas_file_name(name.substr(0, dot), test, number_of(file.header.number), file.type);
  if (name == should && dot >= 3) return {};
  return fail(fmt::format("a {} of generation {} is called SENDER.PN{:06}.{}", text(file.type), file.header.number,
                          number_of(file.header.number), text(file.type)),
              std::string(name), "registration");
}

}  // namespace gridpost::registration
