// MACs, signatures and encryption of GBCS messages. (GBCS 4)
#pragma once

#include "crypto/agreement.h"
#include "crypto/keys.h"
#include "gbcs/codec.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// The key for the MAC of a message, or for encryption, out of the shared secret of the two parties. (GBCS 4.1)
struct KeyContext {
  Eui64 originator;
  std::uint8_t flag = 1;  // 1 command, 2 response, 3 alert, 4 encryption
  std::uint64_t counter = 0;
  Eui64 recipient;
};
crypto::AesKey message_key(const crypto::SharedSecret& secret, const KeyContext& context);

// The MAC over the grouping part of the message. (GBCS 4.2)
std::array<std::uint8_t, 12> mac_of(const Message& message, const crypto::SharedSecret& secret);
// Adds MAC header and MAC; an absent signature becomes the empty one.
void protect(Message& message, const crypto::SharedSecret& secret);
// True if the message has a MAC and it is right.
bool mac_is_good(const Message& message, const crypto::SharedSecret& secret);

// Signs with the originator's digital signing key. (GBCS 4.3)
Status sign(Message& message, const crypto::PrivateKey& key);
bool signature_is_good(const Message& message, const crypto::PublicKey& key);

// Cipher for the encrypted parts of a response or alert: Device towards the reader. (GBCS 4.4)
Cipher cipher_for(const Header& header, const crypto::SharedSecret& device_and_reader);
// Who may read the encrypted parts of a message with this header.
Eui64 reader_of(const Header& header);

}  // namespace gridpost::gbcs
