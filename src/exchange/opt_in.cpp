// 8.6, as long as opting out is offered. (DUIS 8.4)
#include "inventory/opt_in.h"

#include "exchange/known.h"
#include "exchange/non_device.h"
#include "exchange/question.h"

namespace gridpost::exchange {
namespace {

Needs::Certificate certificate_of(const duis::Request& request, crypto::Usage usage) {
  return {request.id.target, usage};  // a non-device request goes to the DCC, that is to its broker
}

// The broker's certificates, which the meter gets back. The one for signing is optional in the answer.
Element credentials(const Eui64& device, const duis::Request& request, const Known& known) {
  Element e;
  e.name = "DSPOptIn";
  e.add("DeviceID", device.text());
  const auto add = [&](const char* name, crypto::Usage usage) {
    const auto it = known.certificates.find(certificate_of(request, usage));
    if (it != known.certificates.end()) e.add(name, to_base64(it->second));
  };
  add("DSPBrokerSecurityCredentialsDigitalSigning", crypto::Usage::DigitalSignature);
  add("DSPBrokerSecurityCredentialsKeyAgreement", crypto::Usage::KeyAgreement);
  return e;
}

}  // namespace

void opt_in_needs(const duis::Request& request, Needs& needs) {
  subject_needs(request, needs);
  if (const auto r = inventory::read_opt_in(request.body)) needs.mpxns.push_back(r->import_mpxn);
  for (const auto usage : {crypto::Usage::DigitalSignature, crypto::Usage::KeyAgreement})
    needs.certificates.push_back(certificate_of(request, usage));
}

void opt_in_further_needs(const duis::Request& request, const Known& known, Needs& needs) {
  subject_home_needs(request, known, needs);
  if (const auto device = subject_of(request, known)) needs.product = model_of(**device);
}

Decision opt_in(const RequestArrived& event, const Known& known) {
  const auto request = inventory::read_opt_in(event.request.body);
  if (!request) return refused(event, known, rule::kMessage, request.error().text());
  const auto device = subject_of(event.request, known);
  if (!device) return refused(event, known, device.error().rule, device.error().explanation);
  const auto change = inventory::opt_in(**device, *request, known.product,
                                        supplies(known, request->import_mpxn, event.request.id.originator),
                                        !known.rules.on(kOptOutEnd), event.request.id.originator, known.now);
  Decision d = done(event, known, change);
  if (change) d.answer->payload = duis::OptIn{credentials(request->device, event.request, known)};
  return d;
}

}  // namespace gridpost::exchange
