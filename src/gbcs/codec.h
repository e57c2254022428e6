// Payload octets to named values and back, by the catalogue's description of the use case.
#pragma once

#include <functional>
#include <vector>

#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// Opens and seals encrypted parts with the key of this message. (GBCS 4.4)
struct Cipher {
  std::function<Result<Bytes>(View ciphertext_and_tag)> open;
  std::function<Result<Bytes>(View plaintext)> seal;
};

// The description of a message: by its code, and where several share that, by the encoding of the payload and by what
// it has in it. If still several fit, the one that serves this service reference variant, or the first. Null: none.
const UseCase* use_case_of(const Message& message, std::string_view variant = {});
// All that fit: one code may serve several services.
std::vector<const UseCase*> use_cases_of(const Message& message);

// The payload of a message of this use case. Without a cipher encrypted parts stay Sealed with their octets. Lists are
// packed (gbcs/packed.h), so that a payload takes no more memory than 16 times its octets and 256 KiB.
// An error names row, field and octet.
Result<Payload> decode(const UseCase& use_case, const Message& message, const Cipher* cipher = nullptr);
// The same with the items of its lists, whatever memory they take.
Result<Payload> decode_unpacked(const UseCase& use_case, const Message& message, const Cipher* cipher = nullptr);
// The content octets. Sealed values with items need a cipher.
Result<Bytes> encode(const UseCase& use_case, Cra cra, const Payload& payload, const Cipher* cipher = nullptr);

}  // namespace gridpost::gbcs
