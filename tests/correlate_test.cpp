// Correlation over the reference requests: each is equal to its pre-command, and whatever one field is changed to, in
// the request or in the pre-command, is found and named. Needs GRIDPOST_REFERENCE_DATA; skipped, loudly, without it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "duis/xml.h"
#include "reference_templates.h"
#include "seed.h"

namespace gridpost::correlate_test {
namespace {

constexpr int kChanges = 500;  // of requests, and as many of pre-commands

// A critical request with the pre-command that belongs to it.
struct Known {
  std::string name;
  const UseCase* use_case = nullptr;
  duis::Request request;
  Element added;
  gbcs::Message pre_command;
  transform::Target target;

  transform::Source source(const duis::Request& r) const { return {r.id, r.variant, &r.body, &added}; }
};

class Correlation : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder) GTEST_SKIP() << "SKIPPED: GRIDPOST_REFERENCE_DATA is not set, nothing was correlated";
    data_ = folder;
    ASSERT_TRUE(keys_.load_folder(data_ / "keys", kSampleTime, crypto::ValidityPolicy::WaiveWithWarning));
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(data_ / "duis-templates")) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) load(file);
    ASSERT_FALSE(known_.empty());
  }

  void load(const fs::path& file) {
    const std::string name = file.filename().string();
    const std::size_t end = name.find("_REQUEST_DUIS");
    if (end == std::string::npos) return;
    const auto messages = messages_of(data_, name.substr(0, end));
    const auto sample = messages.find("PRECOMMAND");
    if (sample == messages.end()) return;
    Known k;
    k.name = name.substr(0, end);
    const auto document = duis::parse(slurp(file));
    ASSERT_TRUE(document) << name;
    auto request = duis::read_request(*document);
    ASSERT_TRUE(request) << name << ": " << request.error().text();
    k.use_case = use_case_of_template(k.name, sample->second, request->variant);
    if (!k.use_case) {
      ++not_described_;
      return;
    }
    k.request = std::move(*request);
    k.pre_command = sample->second;
    take_from_sample(*k.use_case, k.pre_command, k.request.body);
    k.target = target_of(k.pre_command, k.name);
    k.added = supplements_of(*k.use_case, k.pre_command, keys_).reissued.element();
    gather_texts(k.request.body);
    known_.push_back(std::move(k));
  }

  void gather_texts(const Element& e) {
    if (e.children.empty()) texts_[e.name].insert(e.text);
    for (const Element& child : e.children) gather_texts(child);
  }

  std::uint64_t draw(std::uint64_t below) { return random_() % below; }

  fs::path data_;
  crypto::KeyStore keys_;
  std::vector<Known> known_;
  int not_described_ = 0;
  std::map<std::string, std::set<std::string>> texts_;  // of each element, in all requests
  std::mt19937_64 random_{chance::seed()};
};

// Another certificate of the same key, owner, role and use says the same: certificates are issued anew.
bool same_certificate(View a, View b) {
  const auto first = crypto::Certificate::parse(a);
  const auto second = crypto::Certificate::parse(b);
  return first && second && first->public_key() == second->public_key() && first->eui() == second->eui() &&
         first->role() == second->role() && first->usage() == second->usage();
}
bool same_certificate(const std::string& a, const std::string& b) {
  const auto first = from_base64(a);
  const auto second = from_base64(b);
  return first && second && same_certificate(View(*first), View(*second));
}

std::string shortly(const std::string& text) { return text.size() > 60 ? text.substr(0, 60) + "..." : text; }

std::string told(const std::vector<transform::Difference>& differences) {
  std::string out;
  for (const auto& d : differences)
    out += fmt::format("\n  {}: expected {}, found {}, from {}", d.where, d.expected, d.found,
                       fmt::join(d.elements, ", "));
  return out;
}

TEST_F(Correlation, EachPreCommandIsWhatItsRequestMeans) {
  for (const Known& k : known_) {
    const auto differences = transform::correlate(k.source(k.request), k.target, k.pre_command);
    ASSERT_TRUE(differences) << k.name << ": " << differences.error().text();
    EXPECT_TRUE(differences->empty()) << k.name << told(*differences);
  }
  fmt::print("{} pre-commands are equal; {} are of use cases that are not described\n", known_.size(), not_described_);
}

// ---- changes of the request ----

// A leaf of a body, with its path as correlation should name it.
struct Leaf {
  Element* element = nullptr;
  Element* parent = nullptr;
  std::string path;
};

void collect(Element& parent, const std::string& path, std::vector<Leaf>& out) {
  std::map<std::string, int> count;
  for (const Element& child : parent.children) ++count[child.name];
  std::map<std::string, int> place;
  for (Element& child : parent.children) {
    std::string step = child.name;
    if (count[child.name] > 1) step += fmt::format("[{}]", ++place[child.name]);
    const std::string below = path.empty() ? step : path + "/" + step;
    if (child.children.empty()) out.push_back({&child, &parent, below});
    collect(child, below, out);
  }
}

// Another text of the same kind; the same one if none is known.
std::string other_text(const std::string& text, const std::set<std::string>& seen, std::uint64_t random) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text == "true") return "false";
  if (text == "false") return "true";
  if (seen.size() > 1 && random % 2 == 0) {
    auto at = std::next(seen.begin(), static_cast<std::ptrdiff_t>(random / 2 % seen.size()));
    return *at;
  }
  std::string out = text;
  std::vector<std::size_t> digits;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (digit(text[i])) digits.push_back(i);
  if (digits.empty()) return seen.size() > 1 ? (*seen.begin() == text ? *seen.rbegin() : *seen.begin()) : text;
  const std::size_t at = digits[random / 2 % digits.size()];
  out[at] = static_cast<char>('0' + (out[at] - '0' + 1 + static_cast<int>(random / 64 % 9)) % 10);
  return out;
}

// The request as the gateway would read it after its text was changed; none if it is no valid request.
std::optional<duis::Request> valid(const duis::Request& request) {
  const auto document = duis::parse(duis::write(request));
  if (!document) return std::nullopt;
  auto read = duis::read_request(*document);
  if (!read) return std::nullopt;
  return std::move(*read);
}

// The command that a request means, and its use case; none if it means none.
std::optional<std::pair<const UseCase*, Bytes>> meaning(const Known& k, const duis::Request& request) {
  const auto use_case = transform::select(k.source(request), k.target);
  if (!use_case) return std::nullopt;
  const auto message =
      transform::to_command(**use_case, k.source(request), k.target, {kSampleTime, kBroker, 1, true, {}});
  if (!message || !gbcs::decode_unpacked(**use_case, *message)) return std::nullopt;
  return std::pair{*use_case, gbcs::write(*message)};
}

std::string without_numbers(const std::string& path) {
  std::string out;
  bool inside = false;
  for (const char c : path) {
    inside = inside ? c != ']' : c == '[';
    if (!inside && c != ']') out += c;
  }
  return out;
}

// Steps of a path; "*" among the first ones stands for any.
bool begins_with(const std::string& path, const std::string& element) {
  const std::size_t star = element.find("*/");
  if (star != 0) return !element.empty() && (path == element || path.starts_with(element + "/"));
  const std::size_t slash = path.find('/');
  return slash != std::string::npos && begins_with(path.substr(slash + 1), element.substr(2));
}

// The changed element is named, or one that it is a part of, or all of its name. Where one is gone, numbers do not
// count.
bool names(const std::vector<transform::Difference>& differences, const std::string& path, bool removed) {
  const std::string any = path.ends_with(']') ? path.substr(0, path.rfind('[')) : path;
  const auto is_it = [&](const std::string& element) {
    return begins_with(path, element) || begins_with(any, element) ||
           (removed && begins_with(without_numbers(path), without_numbers(element)));
  };
  return std::any_of(differences.begin(), differences.end(), [&](const transform::Difference& d) {
    return d.where == "header / message code" || std::any_of(d.elements.begin(), d.elements.end(), is_it);
  });
}

TEST_F(Correlation, EachChangeOfARequestIsFoundAndNamed) {
  int changes = 0;
  int without_meaning = 0;
  std::set<std::string> use_cases;
  for (int attempt = 0; changes < kChanges && attempt < 100 * kChanges; ++attempt) {
    const Known& k = known_[draw(known_.size())];
    duis::Request changed = k.request;
    std::vector<Leaf> leaves;
    collect(changed.body, "", leaves);
    if (leaves.empty()) continue;
    const Leaf leaf = leaves[draw(leaves.size())];
    const bool remove = draw(8) == 0;
    const std::string before = leaf.element->text;
    if (remove) {
      const auto index = leaf.element - leaf.parent->children.data();
      leaf.parent->children.erase(leaf.parent->children.begin() + index);
    } else {
      leaf.element->text = other_text(before, texts_[leaf.element->name], random_());
    }
    const std::string after = remove ? "nothing" : leaf.element->text;
    const auto read = valid(changed);
    if (!read || after == before || same_certificate(before, after)) continue;
    const auto meant = meaning(k, k.request);
    const auto now_meant = meaning(k, *read);
    ASSERT_TRUE(meant) << k.name;
    if (!now_meant) continue;
    if (now_meant->second == meant->second) {
      ++without_meaning;
      continue;
    }
    const auto differences = transform::correlate(k.source(*read), k.target, k.pre_command);
    ASSERT_TRUE(differences) << k.name << " " << leaf.path << ": " << differences.error().text();
    EXPECT_FALSE(differences->empty()) << k.name << " " << leaf.path << ": " << shortly(before) << " -> "
                                       << shortly(after);
    EXPECT_TRUE(names(*differences, leaf.path, remove))
        << k.name << " " << leaf.path << ": " << shortly(before) << " -> " << shortly(after) << told(*differences);
    use_cases.insert(k.use_case->name);
    ++changes;
  }
  EXPECT_EQ(changes, kChanges);
  fmt::print("{} changed requests of {} use cases; {} more changes do not change the command\n", changes,
             use_cases.size(), without_meaning);
}

// ---- changes of the pre-command ----

struct Leaves {
  std::vector<Value*> values;
  std::vector<std::string> places;

  void add(Value& v, const std::string& where) {
    if (!v.is_list() && v.wire != Wire::Null) {
      values.push_back(&v);
      places.push_back(where);
    }
    for (std::size_t i = 0; i < v.items.size(); ++i) {
      Value& item = v.items[i];
      add(item, fmt::format("{} / {}", where, item.name.empty() ? std::to_string(i) : std::string(item.name)));
    }
  }
  explicit Leaves(gbcs::Payload& payload) {
    for (std::size_t i = 0; i < payload.items.size(); ++i) {
      gbcs::Item& item = payload.items[i];
      const std::string row = fmt::format("row {}", i);
      if (item.selector) add(*item.selector, row + " / selector");
      add(item.value, item.value.name.empty() ? row : fmt::format("{} / {}", row, item.value.name));
    }
  }
};

void change(Value& v, std::uint64_t random) {
  switch (v.wire) {
    case Wire::Bool:
      v.number = 1 - v.number;
      return;
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum: {
      const int bits = v.width == 0 || v.width > 7 ? 6 : 8 * v.width - 1;
      v.number ^= std::int64_t{1} << random % static_cast<unsigned>(bits);
      return;
    }
    case Wire::Time:
      v.octets[3] = v.octets[3] == '9' ? '8' : '9';
      return;
    case Wire::Bits:
      if (!v.octets.empty()) v.octets[0] ^= 0x80;
      return;
    default:
      if (v.octets.empty())
        v.octets.push_back(0x41);
      else
        v.octets[random % v.octets.size()] ^= static_cast<std::uint8_t>(1 + random / 4096 % 255);
  }
}

TEST_F(Correlation, EachChangeOfAPreCommandIsFoundAndNamed) {
  int changes = 0;
  int refused = 0;
  std::set<std::string> use_cases;
  for (int attempt = 0; changes < kChanges && attempt < 100 * kChanges; ++attempt) {
    const Known& k = known_[draw(known_.size())];
    auto payload = gbcs::decode_unpacked(*k.use_case, k.pre_command);
    ASSERT_TRUE(payload) << k.name;
    // What two builds at different times do not have in common is a time of build.
    gbcs::Payload built[2];
    for (int i = 0; i < 2; ++i) {
      const auto message = transform::to_command(*k.use_case, k.source(k.request), k.target,
                                                 {kSampleTime + i * kDay, kBroker, 1, true, {}});
      ASSERT_TRUE(message) << k.name;
      built[i] = gbcs::decode_unpacked(*k.use_case, *message).value();
    }
    Leaves leaves(*payload);
    const Leaves first(built[0]);
    const Leaves second(built[1]);
    ASSERT_EQ(leaves.values.size(), first.values.size()) << k.name;
    if (leaves.values.empty()) continue;
    const std::size_t at = draw(leaves.values.size());
    if (*first.values[at] != *second.values[at]) continue;
    const Value before = *leaves.values[at];
    change(*leaves.values[at], random_());
    if (before.wire == Wire::Raw && same_certificate(before.octets, leaves.values[at]->octets)) continue;
    gbcs::Message changed = k.pre_command;
    const auto content = gbcs::encode(*k.use_case, gbcs::Cra::Command, *payload);
    if (!content || *content == k.pre_command.content) continue;
    changed.content = *content;
    const auto differences = transform::correlate(k.source(k.request), k.target, changed);
    ++changes;
    use_cases.insert(k.use_case->name);
    if (!differences) {  // it is no message of this use case any more: a length or a constant
      ++refused;
      EXPECT_NE(differences.error().where.find("pre-command/"), std::string::npos) << differences.error().text();
      continue;
    }
    ASSERT_EQ(differences->size(), 1u) << k.name << " " << leaves.places[at] << told(*differences);
    EXPECT_EQ(differences->front().where, leaves.places[at]) << k.name << told(*differences);
    EXPECT_NE(differences->front().expected, differences->front().found) << k.name << told(*differences);
  }
  EXPECT_EQ(changes, kChanges);
  EXPECT_LT(refused, kChanges / 10);
  fmt::print("{} changed pre-commands of {} use cases, {} of them refused as no such message\n", changes,
             use_cases.size(), refused);
}

TEST_F(Correlation, EachChangeOfAHeaderIsFoundAndNamed) {
  const std::pair<const char*, void (*)(gbcs::Header&)> changes[] = {
      {"header / originator", [](gbcs::Header& h) { h.originator.value ^= 1; }},
      {"header / recipient", [](gbcs::Header& h) { h.recipient.value ^= 1; }},
      {"header / counter", [](gbcs::Header& h) { ++h.counter; }},
      {"header / message code", [](gbcs::Header& h) { ++h.code; }},
      {"header / CRA flag", [](gbcs::Header& h) { h.cra = gbcs::Cra::Response; }},
      {"header / supplementary remote party", [](gbcs::Header& h) { h.party = Eui64{1}; }},
      {"header / supplementary remote party counter", [](gbcs::Header& h) { h.party_counter = 1; }},
      {"header / supplementary originator counter", [](gbcs::Header& h) { h.supplementary_counter = 1; }},
      {"header / date-time", [](gbcs::Header& h) { h.date_time.emplace(); }},
      {"header / certificate", [](gbcs::Header& h) {
         h.certificate = {0x30, 0};
       }}};
  for (const Known& k : known_)
    for (const auto& [where, apply] : changes) {
      gbcs::Message changed = k.pre_command;
      apply(changed.header);
      const auto differences = transform::correlate(k.source(k.request), k.target, changed);
      ASSERT_TRUE(differences) << k.name << " " << where;
      ASSERT_EQ(differences->size(), 1u) << k.name << " " << where;
      EXPECT_EQ(differences->front().where, where) << k.name;
    }
}

}  // namespace
}  // namespace gridpost::correlate_test
