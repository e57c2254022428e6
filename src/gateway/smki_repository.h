// The certificate search and retrieval services of the SMKI repository, on port 8083. (smki 4)
#pragma once

#include <atomic>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crypto/key_store.h"
#include "gateway/http.h"

namespace gridpost::gateway {

struct SmkiOptions {
  std::set<std::string> api_keys;  // those accepted; empty: any, and none
};

// Statuses: 200 found, 401 the request is not as it must be (or its apikey is not accepted), 402 nothing found.
class SmkiRepository {
 public:
  // Both must outlive the repository and its routes.
  SmkiRepository(const crypto::KeyStore& store, const WorldClock& clock, SmkiOptions options = {});

  // POST /services/certificatesearch and /services/retrievecertificate, application/xml both ways.
  std::vector<Route> routes();

  // By identity: every certificate of that organisation or device, whatever its role, usage and status.
  Reply search(std::string_view request);
  // By serial number, compared as a number.
  Reply retrieve(std::string_view request);

 private:
  bool key_accepted(std::string_view query) const;

  const crypto::KeyStore& store_;
  const WorldClock& clock_;
  SmkiOptions options_;
  std::atomic<std::uint64_t> audit_reference_{0};
};

}  // namespace gridpost::gateway
