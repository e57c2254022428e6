#include "engine/secrets.h"

#include <fmt/format.h>

#include "gbcs/protection.h"

namespace gridpost::engine {

Result<crypto::SharedSecret> Secrets::with(Eui64 device, TimeMs now) {
  const crypto::KeyEntryPtr ours = keys_.find(broker_, crypto::Usage::KeyAgreement, now);
  if (!ours || !ours->private_key)
    return fail(fmt::format("there is no key agreement key of the access control broker {}", broker_.text()));
  const crypto::KeyEntryPtr theirs = keys_.find(device, crypto::Usage::KeyAgreement, now);
  if (!theirs) return fail(fmt::format("there is no key agreement certificate of {}", device.text()));
  return agreed_.of(ours, theirs);
}

Result<Bytes> Secrets::protect(View grouping_part, TimeMs now) {
  GP_TRY(message, gbcs::parse(grouping_part));
  if (!message.signature) {
    const Eui64 originator = message.header.originator;
    const crypto::KeyEntryPtr signer = keys_.find(originator, crypto::Usage::DigitalSignature, now);
    if (!signer || !signer->private_key)
      return fail(fmt::format("there is no digital signing key of {}", originator.text()));
    GP_CHECK(gbcs::sign(message, *signer->private_key));
  }
  GP_TRY(secret, with(message.header.recipient, now));
  gbcs::protect(message, secret);
  return gbcs::write(message);
}

}  // namespace gridpost::engine
