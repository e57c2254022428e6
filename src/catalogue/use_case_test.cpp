// The catalogue of use cases is well-formed: what a reader may rely on without looking.
#include "catalogue/use_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalogue/bodies.h"
#include "catalogue/rules.h"
#include "catalogue/services.h"

namespace gridpost {
namespace {

using namespace layout;

const auto& use_cases() {
  static const auto all = Catalogue::instance().use_cases();
  return all;
}

TEST(UseCases, AreFoundByNameCodeAndService) {
  std::set<std::string> names;
  for (const UseCase& u : use_cases()) {
    EXPECT_TRUE(names.insert(u.name).second) << u.name;
    EXPECT_EQ(Catalogue::instance().find(u.name), &u);
    const auto same_code = Catalogue::instance().by_code(u.code);
    EXPECT_NE(std::find(same_code.begin(), same_code.end(), &u), same_code.end()) << u.name;
    ASSERT_NE(Catalogue::instance().for_code(u.code), nullptr);
    for (const std::string& variant : u.services)
      for (int type = 0; type < catalogue::kDeviceTypes; ++type) {
        const auto device = static_cast<DeviceType>(type);
        const auto found = Catalogue::instance().by_service(variant, device);
        EXPECT_EQ(std::find(found.begin(), found.end(), &u) != found.end(), u.devices.has(device)) << u.name;
      }
  }
  EXPECT_EQ(Catalogue::instance().find("ECS00"), nullptr);
  EXPECT_EQ(Catalogue::instance().for_code(0xFFFF), nullptr);
}

// No target and other Device for which both are meant.
bool differ_by_partners(const UseCase& a, const UseCase& b) {
  if (a.partners.empty() || b.partners.empty()) return false;
  for (const auto& [target, others] : a.partners)
    for (const auto& [its_target, its_others] : b.partners)
      if (target == its_target && others.meets(its_others)) return false;
  return true;
}

TEST(UseCases, OneServiceAndDeviceLeaveNoDoubtByVersion) {
  for (const UseCase& a : use_cases())
    for (const UseCase& b : use_cases()) {
      if (&a >= &b || a.services != b.services || a.services.empty() || !a.devices.meets(b.devices)) continue;
      const bool by_version = !a.gbcs_before.empty() && a.gbcs_before == b.gbcs_from;
      // The first that fits is meant: it has a condition that the later one has not.
      const bool by_request = !a.chosen_when.empty() && a.chosen_when != b.chosen_when;
      const bool by_rule = !a.rule.empty() && b.rule.empty();
      EXPECT_TRUE(by_version || by_request || by_rule || differ_by_partners(a, b))
          << a.name << " and " << b.name << " serve the same";
    }
}

TEST(UseCases, RulesAndOutcomesThatTheyNameExist) {
  const auto releases_known = releases();
  for (const UseCase& u : use_cases()) {
    const auto named = [&](const Release& r) { return r.key == u.rule; };
    EXPECT_TRUE(u.rule.empty() || std::any_of(releases_known.begin(), releases_known.end(), named)) << u.name;
    const UseCase* outcome = u.outcome.empty() ? nullptr : Catalogue::instance().find(u.outcome);
    EXPECT_TRUE(u.outcome.empty() || (outcome && outcome->is_alert() && outcome->protocol == u.protocol)) << u.name;
  }
}

TEST(UseCases, SayWhatAReaderNeeds) {
  for (const UseCase& u : use_cases()) {
    EXPECT_FALSE(u.title.empty()) << u.name;
    EXPECT_FALSE(u.devices.empty()) << u.name;
    EXPECT_EQ(u.services.empty(), !u.for_users()) << u.name;
    EXPECT_EQ(u.body_element.empty(), !u.for_users()) << u.name;
    if (u.is_alert()) EXPECT_EQ(u.alert.wire, u.rows.empty() ? Wire::Structure : Wire::Null) << u.name;
    if (u.for_users()) EXPECT_FALSE(u.mmc_root.empty()) << u.name;
    if (!u.is_alert() && u.protocol == Protocol::Asn1) {
      EXPECT_TRUE(u.rows.empty()) << u.name;
      EXPECT_TRUE(u.command.wire != Wire::Null || !u.command.name.empty()) << u.name;
      EXPECT_NE(u.response.wire, Wire::Null) << u.name;
    }
    if (!u.is_alert() && u.protocol != Protocol::Asn1) EXPECT_FALSE(u.rows.empty()) << u.name;
    if (!u.outcome.empty()) {
      const UseCase* alert = Catalogue::instance().find(u.outcome);
      ASSERT_TRUE(alert) << u.name << " reports by " << u.outcome;
      EXPECT_TRUE(alert->is_alert()) << u.outcome;
    }
  }
}

// DUIS 8.12, spec of CS03*: no pair of Devices has two ways to join, and the critical ones are those of meters with
// what can switch or show.
TEST(UseCases, EachPairOfDevicesJoinsInOneWay) {
  const auto joins_of = [](DeviceType target, DeviceType other) {
    std::vector<std::string> out;
    for (const UseCase& u : use_cases())
      for (const auto& [its_target, others] : u.partners)
        if (its_target == target && others.has(other)) out.push_back(u.name);
    return out;
  };
  using Names = std::vector<std::string>;
  for (int target = 0; target < catalogue::kDeviceTypes; ++target)
    for (int other = 0; other < catalogue::kDeviceTypes; ++other)
      EXPECT_LE(joins_of(static_cast<DeviceType>(target), static_cast<DeviceType>(other)).size(), 1u);
  EXPECT_EQ(joins_of(DeviceType::ESME, DeviceType::HCALCS), Names{"CS03A1"});
  EXPECT_EQ(joins_of(DeviceType::HCALCS, DeviceType::ESME), Names{"CS03A2Critical"});
  EXPECT_EQ(joins_of(DeviceType::ESME, DeviceType::PPMID), Names{"CS03A1"});
  EXPECT_EQ(joins_of(DeviceType::PPMID, DeviceType::ESME), Names{"CS03A2NonCritical"});
  EXPECT_EQ(joins_of(DeviceType::GSME, DeviceType::PPMID), Names{"CS03CCritical"});
  EXPECT_EQ(joins_of(DeviceType::PPMID, DeviceType::GSME), Names{"CS03CNonCritical"});
  EXPECT_EQ(joins_of(DeviceType::GSME, DeviceType::GPF), Names{"CS03B"});
  EXPECT_EQ(joins_of(DeviceType::GSME, DeviceType::ESME), Names{});
  EXPECT_EQ(joins_of(DeviceType::HCALCS, DeviceType::GSME), Names{});
}

TEST(UseCases, SayWhichPathsTheirCommandsTakeValuesFrom) {
  const auto asks = [](std::string_view name, std::string_view path) {
    return Catalogue::instance().find(name)->asks_for(path);
  };
  EXPECT_TRUE(asks("CS03CCritical", "$/OtherDevice/Certificate"));
  EXPECT_TRUE(asks("CS03CCritical", "$/OtherDevice"));
  EXPECT_TRUE(asks("CS03A1", "$/OtherDevice/DeviceType"));
  EXPECT_FALSE(asks("CS03A1", "$/OtherDevice/Certificate"));
  EXPECT_FALSE(asks("CS03A1", "$/Other")) << "whole steps";
  EXPECT_TRUE(asks("CCS03", "$/Log"));
  EXPECT_TRUE(asks("GCS59", "$/Log"));
  EXPECT_FALSE(asks("CS04B", "$/OtherDevice"));
}

TEST(UseCases, ServeWhatTheServiceMatrixAndTheGrammarKnow) {
  for (const UseCase& u : use_cases())
    for (const std::string& variant : u.services) {
      const catalogue::Service* service = catalogue::find_service(variant);
      ASSERT_TRUE(service) << u.name << " serves " << variant;
      EXPECT_EQ(service->body_element, u.body_element) << u.name;
      EXPECT_EQ(service->critical, u.critical()) << u.name;
      EXPECT_TRUE(catalogue::find_body(u.body_element)) << u.name << ": no grammar for " << u.body_element;
    }
}

bool is_gbz(Row::Kind kind) { return kind == Row::Kind::ReadAttributes || kind == Row::Kind::Cluster; }

TEST(UseCases, RowsBelongToTheirProtocol) {
  for (const UseCase& u : use_cases())
    for (const Row& row : u.rows) {
      EXPECT_EQ(is_gbz(row.kind), u.protocol == Protocol::Gbz) << u.name;
      EXPECT_GE(row.times, 1) << u.name;
      EXPECT_TRUE(row.each.empty() || row.times == 1) << u.name;
      switch (row.kind) {
        case Row::Kind::Get:
          EXPECT_NE(row.answered.wire, Wire::Null) << u.name;
          [[fallthrough]];
        case Row::Kind::GetSelected:
          EXPECT_EQ(row.sent.wire, Wire::Null) << u.name;
          EXPECT_EQ(row.selector.wire == Wire::Structure, row.kind == Row::Kind::GetSelected) << u.name;
          break;
        case Row::Kind::Set:
          EXPECT_NE(row.sent.wire, Wire::Null) << u.name;
          break;
        case Row::Kind::Act:
          break;
        case Row::Kind::ReadAttributes:
          EXPECT_FALSE(row.attributes.empty()) << u.name;
          EXPECT_EQ(row.frame_control, 0) << u.name;
          break;
        case Row::Kind::Cluster:
          EXPECT_TRUE(row.frame_control == 0x01 || row.frame_control == 0x09) << u.name;
          EXPECT_EQ(row.sent.wire, Wire::Structure) << u.name;
          EXPECT_EQ(row.answer_command.has_value(), row.answered.wire == Wire::Structure) << u.name;
          break;
      }
    }
}

// A DLMS answer does not say which rows it is about: those that depend on the request must not answer with values.
TEST(UseCases, DlmsRowsThatDependOnTheRequestHaveNoAnswer) {
  for (const UseCase& u : use_cases())
    for (const Row& row : u.rows) {
      if (u.protocol == Protocol::Dlms && row.when.kind != Condition::Kind::Always)
        EXPECT_EQ(row.answered.wire, Wire::Null) << u.name;
      if (!row.number_at.empty()) EXPECT_EQ(u.protocol, Protocol::Dlms) << u.name;
    }
}

// Every Type has a form in its protocol, and every value of a command a place where it comes from.
void expect_sane(const Type& t, const UseCase& u, bool sent, const std::string& where) {
  const std::string here = where + "/" + t.name;
  const bool composite =
      t.wire == Wire::Structure || t.wire == Wire::Array || t.wire == Wire::Compact || t.wire == Wire::Sealed;
  if (composite && t.wire != Wire::Structure && !t.fixed) EXPECT_FALSE(t.items.empty()) << here;
  if (!composite) EXPECT_TRUE(t.items.empty()) << here;
  if (t.wire == Wire::Int || t.wire == Wire::UInt) EXPECT_EQ(t.width == 0, u.protocol == Protocol::Asn1) << here;
  if (t.wire == Wire::Time || t.wire == Wire::Raw) EXPECT_EQ(u.protocol, Protocol::Asn1) << here;
  if (t.wire == Wire::Compact || t.wire == Wire::Sealed) EXPECT_EQ(u.protocol, Protocol::Dlms) << here;
  if (t.tag != 0) EXPECT_TRUE(u.protocol == Protocol::Asn1 && t.tag >= 0x80) << here;
  if (sent && !composite && t.wire != Wire::Null) EXPECT_FALSE(t.sources.empty()) << here << " of " << u.name;
  if (sent && t.wire == Wire::Array) EXPECT_TRUE(t.fixed || !t.each.empty()) << here << " of " << u.name;
  if (t.when.kind == Condition::Kind::InMessage) EXPECT_FALSE(sent) << here << ": only Devices leave it to the message";
  for (const Type& item : t.items) expect_sane(item, u, sent, here);
}

TEST(UseCases, EveryTypeHasAFormAndEverySentValueAPlaceToComeFrom) {
  for (const UseCase& u : use_cases()) {
    for (const Row& row : u.rows) {
      expect_sane(row.sent, u, !u.is_alert(), u.name);
      expect_sane(row.answered, u, false, u.name);
      expect_sane(row.selector, u, true, u.name);
      if (row.from_date) {
        EXPECT_EQ(u.protocol, Protocol::Gbz) << u.name;
        EXPECT_EQ(row.from_date->width, 4) << u.name;
        expect_sane(*row.from_date, u, true, u.name);
      }
      std::set<std::uint16_t> ids;
      for (const auto& [id, type] : row.attributes) {
        EXPECT_TRUE(ids.insert(id).second) << u.name << " reads an attribute twice";
        EXPECT_NE(type.zcl, 0) << u.name << ": an attribute needs its ZCL type";
        EXPECT_FALSE(type.name.empty()) << u.name;
        expect_sane(type, u, false, u.name);
      }
    }
    expect_sane(u.command, u, u.sender != Sender::OtherParty, u.name);
    expect_sane(u.response, u, false, u.name);
    expect_sane(u.alert, u, false, u.name);
  }
}

bool names(const Type& t, std::string_view name) {
  if (t.name == name) return true;
  return std::any_of(t.items.begin(), t.items.end(), [&](const Type& item) { return names(item, name); });
}

bool answers(const UseCase& u, std::string_view name) {
  if (names(u.response, name) || names(u.alert, name)) return true;
  for (const Row& row : u.rows) {
    if (names(u.is_alert() ? row.sent : row.answered, name)) return true;
    for (const auto& [id, type] : row.attributes)
      if (names(type, name)) return true;
  }
  return false;
}

void expect_answered(const UseCase& u, const std::vector<MmcField>& fields, bool within_bits = false) {
  for (const MmcField& field : fields) {
    std::vector<std::string> paths = {field.a, field.b, field.c, field.where};
    if (field.kind == MmcField::Kind::Listed)
      for (const auto& [member, octets] : field.by_hex) paths.push_back(member);
    for (std::string& path : paths) {
      if (path.starts_with("../")) path.erase(0, 3);
      if (path.empty() || (within_bits && path == "bit")) continue;
      EXPECT_TRUE(answers(u, path.substr(0, path.find_first_of("/[")))) << u.name << " shows " << path;
      const std::size_t slash = path.find('/');  // a member called like its list is not found
      if (slash != std::string::npos) EXPECT_NE(path.substr(0, slash), path.substr(slash + 1)) << u.name;
    }
    expect_answered(u, field.fields, field.kind == MmcField::Kind::EachBit);
    expect_answered(u, field.otherwise, within_bits);
  }
}

TEST(UseCases, MmcFieldsTakeValuesThatTheResponseHas) {
  for (const UseCase& u : use_cases()) {
    expect_answered(u, u.mmc);
    if (!u.verdict.value.empty()) EXPECT_TRUE(answers(u, u.verdict.value)) << u.name;
  }
}

// A field of a DLMS answer is found by its name in all rows: two objects that give it would hide each other.
TEST(UseCases, MmcFieldsOfDlmsAnswersNameOneObject) {
  for (const UseCase& u : use_cases()) {
    if (u.protocol != Protocol::Dlms || u.is_alert()) continue;
    std::vector<const MmcField*> fields;
    for (const MmcField& field : u.mmc) {
      fields.push_back(&field);
      if (field.kind == MmcField::Kind::Group)
        for (const MmcField& inside : field.fields) fields.push_back(&inside);
    }
    for (const MmcField* field : fields) {
      const std::string name = field->a.substr(0, field->a.find_first_of("/["));
      if (name.empty()) continue;
      std::set<std::string> objects;
      for (const Row& row : u.rows)
        if (names(row.answered, name)) objects.insert(obis_text(row.obis) + "/" + std::to_string(row.id));
      EXPECT_EQ(objects.size(), 1u) << u.name << " shows " << name;
    }
  }
}

TEST(UseCases, R15_21_TheTwoGasBalanceReadsHaveTheirCodes) {
  EXPECT_EQ(Catalogue::instance().find("GCS60")->code, 0x008D);
  EXPECT_EQ(Catalogue::instance().find("GCS60a")->code, 0x012A);
  EXPECT_EQ(Catalogue::instance().find("GCS60")->stamp, Stamp::None);
  EXPECT_EQ(Catalogue::instance().find("GCS60a")->stamp, Stamp::WithSource);
}

// ---- the words of the notation ----

TEST(Layout, AValueIsNamedAfterTheLastStepOfItsPath) {
  EXPECT_EQ(u16("A/B/C").name, "C");
  EXPECT_EQ(u16("A/B/C").sources.front().path, "A/B/C");
  EXPECT_EQ(u16("A/B").as("x").name, "x");
  EXPECT_TRUE(u16().name.empty());
  EXPECT_TRUE(u16().sources.empty());
}

TEST(Layout, ModifiersGiveNewTypesAndLeaveTheOldOneAlone) {
  const Type plain = i16("P");
  const Type both = plain.or_from("Q", 100).or_else(7);
  ASSERT_EQ(both.sources.size(), 3u);
  EXPECT_EQ(both.sources[1].path, "Q");
  EXPECT_EQ(both.sources[1].number, 100);
  EXPECT_EQ(both.sources[2].kind, FieldSource::Kind::Constant);
  EXPECT_EQ(plain.sources.size(), 1u);
  EXPECT_EQ(plain.is(5).sources.front().number, 5);
  EXPECT_EQ(octets(2).is("0A0B").sources.front().octets, (Bytes{0x0A, 0x0B}));
  EXPECT_EQ(plain.when_equals("R", "x").when, (Condition{Condition::Kind::Equals, "R", "x"}));
}

TEST(Layout, ObisIsWrittenAsPeopleDo) {
  const Row row = get(3, "1-0:1.8.0.255", 2, u32("active"));
  EXPECT_EQ(row.obis, (std::array<std::uint8_t, 6>{1, 0, 1, 8, 0, 255}));
  EXPECT_EQ(obis_text(row.obis), "1-0:1.8.0.255");
}

TEST(Layout, MistakesInLiteralsStopTheProgramAtItsStart) {
  EXPECT_THROW(get(3, "1-0:1.8.0.256", 2, u32()), std::logic_error);
  EXPECT_THROW(get(3, "", 2, u32()), std::logic_error);
  EXPECT_THROW(octets(1).is("0G"), std::logic_error);
}

}  // namespace
}  // namespace gridpost
