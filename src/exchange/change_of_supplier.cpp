#include "exchange/change_of_supplier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/certificate.h"
#include "exchange/answers.h"
#include "exchange/facts.h"
#include "exchange/non_device.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

using inventory::Device;
using inventory::Outcome;
using inventory::refuse;

struct Wanted {
  std::string_view element;
  crypto::Usage usage;
};
constexpr auto kCertificates = std::to_array<Wanted>({
    {"DigitalSigningCertificate", crypto::Usage::DigitalSignature},
    {"KeyAgreementCertificate", crypto::Usage::KeyAgreement},
    {"KeyAgreementTopUpCertificate", crypto::Usage::KeyAgreement},
});

Outcome<void> check_certificate(const Element& element, const Wanted& wanted, Eui64 user, TimeMs at) {
  const auto wrong = [&](std::string what) {
    return refuse(rule::kCosCertificate, fmt::format("{}: {}", wanted.element, what));
  };
  const auto der = from_base64(element.text);
  if (!der) return wrong(der.error().text());
  const auto certificate = crypto::Certificate::parse(*der);
  if (!certificate) return wrong(certificate.error().text());
  if (certificate->eui() != user)
    return wrong(fmt::format("is one of {}, not of {}", certificate->eui().value_or(Eui64{}).text(), user.text()));
  if (certificate->role() != crypto::role::kSupplier) return wrong("is not a supplier's");
  if (certificate->usage() != wanted.usage) return wrong("has the key usage of another one");
  if (certificate->not_after() < at) return wrong("has expired on " + iso(certificate->not_after()));
  return {};
}

// The supplier at the metering point before the User was; none if there was none.
std::optional<Eui64> losing_supplier(const Device& device, Eui64 gaining, const Known& known) {
  const auto kind =
      device.type == DeviceType::ESME ? registration::Kind::ImportSupplier : registration::Kind::GasSupplier;
  const auto all = known.registrations.find(device.id);
  if (all == known.registrations.end()) return std::nullopt;
  std::vector<registration::Registration> history;
  std::optional<TimeMs> gained;
  for (const registration::Registration& r : all->second) {
    if (r.mpxn != device.import_mpxn || r.kind != kind) continue;
    if (r.party == gaining && r.from <= known.now) gained = std::max(gained.value_or(r.from), r.from);
    history.push_back(r);
  }
  return gained ? registration::party_at(history, kind, *gained - 1) : std::nullopt;
}

// (proposed) The interface says that the code has three characters, and no more.
std::string_view error_code(const NamedRule& rule) {
  if (rule == rule::kCosMeteringPoint) return "C01";
  return rule == rule::kCosSupplier ? "C02" : "C03";
}

}  // namespace

Outcome<void> check_change_of_supplier(const duis::Request& request, const Known& known) {
  const Device* device = find_device(known, request.id.target);
  const std::string mpxn(request.body.text_at("ImportMPxN"));
  if (!device || mpxn.empty() || (mpxn != device->import_mpxn && mpxn != device->secondary_import_mpan))
    return refuse(rule::kCosMeteringPoint,
                  fmt::format("'{}' is no metering point of {}", mpxn, request.id.target.text()));
  const TimeMs at = effect_time(request, known);
  const auto points = points_of(known, *device, at);
  const bool supplies_it = std::any_of(points.begin(), points.end(), [&](const access::MeteringPoint& p) {
    return p.mpxn == mpxn && RoleSet{UserRole::IS, UserRole::GS}.has(p.role) && p.party == request.id.originator;
  });
  if (!supplies_it)
    return refuse(rule::kCosSupplier, fmt::format("{} is not the supplier registered at {} on {}",
                                                  request.id.originator.text(), mpxn, iso(at)));
  const Element* certificates = request.body.child("SupplierReplacementCertificates");
  for (const Wanted& wanted : kCertificates) {
    const Element* element = certificates ? certificates->child(wanted.element) : nullptr;
    if (!element) continue;  // the grammar says which may be left out
    if (auto checked = check_certificate(*element, wanted, request.id.originator, at); !checked) return checked;
  }
  return {};
}

bool ends_with_alert(const inventory::Refusal& why) { return why.rule.code.empty(); }

Decision change_of_supplier_refused(RequestRecord record, const Known& known, const inventory::Refusal& why) {
  Decision d;
  record.state = RequestState::Done;
  record.result_code = "N26";
  d.alerts.push_back(supplier_change_refused(record.id, error_code(why.rule)));
  d.effects.push_back(CancelTimers{record.id});
  d.effects.push_back(Audit{title(record, known, "request", "N26", why.rule, why.explanation)});
  d.effects.push_back(PutRequest{std::move(record)});
  return d;
}

void add_change_of_supplier_needs(const RequestRecord& record, Needs& needs) {
  if (record.variant != kChangeOfSupplierService) return;
  needs.devices.push_back(record.device);
  needs.held_for.push_back(record.device);
}

bool is_dated(const RequestRecord& record) {
  const auto body = record.facts.empty() ? fail("nothing") : body_of_facts(record.facts);
  return body && execution_date(*body);
}

void supplier_changed(const RequestRecord& record, const Known& known, Decision& decision) {
  const Device* device = find_device(known, record.device);
  if (record.variant != kChangeOfSupplierService || !device) return;
  const auto loser = losing_supplier(*device, record.id.originator, known);
  if (!loser || *loser == record.id.originator) return;
  decision.alerts.push_back(supplier_changed_to_another(*device, *loser));
  end_held(known, "another supplier's credentials are in the Device", decision, *loser);
}

}  // namespace gridpost::exchange
