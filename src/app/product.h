// The codec behind the product API of `serve`.
#pragma once

#include "crypto/key_store.h"
#include "gateway/product_api.h"

namespace gridpost::app {

// Messages are checked with these keys, for this access control broker and at this time.
gateway::ProductApi product_api(const crypto::KeyStore& keys, std::function<Eui64()> broker,
                                std::function<TimeMs()> now);

}  // namespace gridpost::app
