#include "crypto/agreed_secrets.h"

namespace gridpost::crypto {

Result<SharedSecret> AgreedSecrets::of(const KeyEntryPtr& own, const KeyEntryPtr& peer) {
  if (!own->private_key) return fail("a key agreement needs a private key of " + own->certificate.subject_name());
  const Pair pair{own, peer};
  {
    const std::lock_guard lock(mutex_);
    for (const Generation* generation : {&young_, &old_})
      if (const auto found = generation->find(pair); found != generation->end()) return found->second;
  }
  GP_TRY(secret, agree(*own->private_key, peer->certificate.public_key()));
  const std::lock_guard lock(mutex_);
  if (young_.size() >= limit_ / 2) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.emplace(pair, secret);
  return secret;
}

}  // namespace gridpost::crypto
