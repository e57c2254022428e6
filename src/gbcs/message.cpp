#include "gbcs/message.h"

#include <fmt/format.h>

#include "gbcs/length.h"

namespace gridpost::gbcs {
namespace {

constexpr std::uint8_t kCiphering = 0xDD;
constexpr std::uint8_t kSigning = 0xDF;
constexpr std::uint8_t kSecurityControl = 0x11;
constexpr std::size_t kMacSize = 12;
constexpr std::size_t kSignatureSize = 64;

Result<Eui64> read_eui(Reader& in, std::string_view what) {
  GP_TRY(length, in.u8(what));
  if (length != 8) return in.error(fmt::format("{} has {} octets, not 8", what, length));
  GP_TRY(octets, in.take(8, what));
  return Eui64::of(octets);
}

// Message code, and what follows it by length. (GBCS 2.4)
Status read_other_information(Reader& in, Header& header) {
  GP_TRY(length, read_length(in, "other information length"));
  const std::size_t at = in.offset();
  GP_TRY(octets, in.take(length, "other information"));
  Reader r(octets, at);
  GP_TRY(code, r.be(2, "message code"));
  header.code = static_cast<std::uint16_t>(code);
  if (r.empty()) return {};
  GP_TRY(party, r.be(8, "supplementary remote party"));
  header.party = Eui64{party};
  if (r.empty()) return {};
  GP_TRY(counter, r.be(8, "supplementary remote party counter"));
  header.party_counter = counter;
  if (r.empty()) return {};
  if (r.left() == 8) {
    GP_TRY(own, r.be(8, "supplementary originator counter"));
    header.supplementary_counter = own;
    return {};
  }
  if (r.peek() != 0x30) return r.error("other information goes on with neither a counter nor a certificate");
  header.certificate.assign(r.rest().begin(), r.rest().end());
  return {};
}

std::size_t other_information_size(const Header& h) {
  return 2 + (h.party ? 8 : 0) + (h.party_counter ? 8 : 0) + (h.supplementary_counter ? 8 : 0) + h.certificate.size();
}

void put_other_information(Bytes& out, const Header& header) {
  put_be(out, header.code, 2);
  if (header.party) put_be(out, header.party->value, 8);
  if (header.party_counter) put_be(out, *header.party_counter, 8);
  if (header.supplementary_counter) put_be(out, *header.supplementary_counter, 8);
  append(out, header.certificate);
}

Status read_header(Reader& in, Header& header) {
  GP_TRY(id_length, in.u8("transaction id length"));
  if (id_length != 9) return in.error(fmt::format("transaction id has {} octets, not 9", id_length));
  GP_TRY(cra, in.u8("CRA flag"));
  if (cra < 1 || cra > 3) return in.error(fmt::format("CRA flag {:02X} is none of command, response, alert", cra));
  header.cra = static_cast<Cra>(cra);
  GP_TRY(counter, in.be(8, "originator counter"));
  header.counter = counter;
  GP_TRY(originator, read_eui(in, "originator"));
  header.originator = originator;
  GP_TRY(recipient, read_eui(in, "recipient"));
  header.recipient = recipient;
  GP_TRY(date_length, in.u8("date-time length"));
  if (date_length != 0 && date_length != 12)
    return in.error(fmt::format("date-time has {} octets, not 0 or 12", date_length));
  if (date_length == 12) {
    GP_TRY(octets, in.take(12, "date-time"));
    header.date_time.emplace();
    std::copy(octets.begin(), octets.end(), header.date_time->begin());
  }
  return read_other_information(in, header);
}

// Octets of everything that is no content: no message has more, but for a certificate.
constexpr std::size_t kFrame = 192;

void put_header_and_content(Bytes& out, const Message& message) {
  const Header& h = message.header;
  out.push_back(9);
  out.push_back(static_cast<std::uint8_t>(h.cra));
  put_be(out, h.counter, 8);
  out.push_back(8);
  put_be(out, h.originator.value, 8);
  out.push_back(8);
  put_be(out, h.recipient.value, 8);
  out.push_back(h.date_time ? 12 : 0);
  if (h.date_time) append(out, *h.date_time);
  put_length(out, other_information_size(h));
  put_other_information(out, h);
  put_length(out, message.content.size());
  append(out, message.content);
}

// Reads from behind the MAC header up to the end of the signature.
Status read_grouping(Reader& in, Message& message, bool with_mac) {
  GP_TRY(tag, in.u8("grouping header tag"));
  if (tag != kSigning) return in.error(fmt::format("grouping header begins with {:02X}, not DF", tag));
  GP_CHECK(read_header(in, message.header));
  GP_TRY(content_length, read_length(in, "content length"));
  GP_TRY(content, in.take(content_length, "content"));
  message.content.assign(content.begin(), content.end());
  if (in.empty() && !with_mac) return {};  // pre-command
  GP_TRY(signature_length, in.u8("signature length"));
  if (signature_length != 0 && signature_length != kSignatureSize)
    return in.error(fmt::format("signature has {} octets, not 0 or 64", signature_length));
  GP_TRY(signature, in.take(signature_length, "signature"));
  message.signature.emplace(signature.begin(), signature.end());
  return {};
}

}  // namespace

Result<Message> parse(View octets) {
  Reader in(octets);
  Result<Message> out{Message{}};
  Message& message = *out;
  const bool with_mac = in.peek() == kCiphering;
  if (!with_mac) {
    GP_CHECK(read_grouping(in, message, false));
    GP_CHECK(in.finish("the message"));
    return out;
  }
  GP_TRY(start, in.take(7, "MAC header"));
  for (std::uint8_t field : start.subspan(1))
    if (field != 0) return fail("a field of the MAC header is not empty", "octets 1 to 6");
  GP_TRY(length, read_length(in, "MAC header length"));
  if (length != in.left()) return in.error(fmt::format("MAC header says {} octets, {} follow", length, in.left()));
  GP_TRY(control, in.u8("security control"));
  if (control != kSecurityControl) return in.error(fmt::format("security control is {:02X}, not 11", control));
  GP_TRY(invocation, in.be(4, "invocation counter"));
  if (invocation != 0) return in.error("invocation counter is not 0");
  GP_CHECK(read_grouping(in, message, true));
  GP_TRY(mac, in.take(kMacSize, "MAC"));
  message.mac.emplace();
  std::copy(mac.begin(), mac.end(), message.mac->begin());
  GP_CHECK(in.finish("the message"));
  return out;
}

Bytes signed_part(const Message& message) {
  Bytes out;
  out.reserve(kFrame + message.header.certificate.size() + message.content.size());
  put_header_and_content(out, message);
  return out;
}

void put_grouping_part(Bytes& out, const Message& message) {
  out.reserve(out.size() + kFrame + message.header.certificate.size() + message.content.size());
  out.push_back(kSigning);
  put_header_and_content(out, message);
  if (!message.signature) return;
  out.push_back(static_cast<std::uint8_t>(message.signature->size()));
  append(out, *message.signature);
}

Bytes grouping_part(const Message& message) {
  Bytes out;
  put_grouping_part(out, message);
  return out;
}

Bytes write(const Message& message) {
  Bytes grouping = grouping_part(message);
  if (!message.mac) return grouping;
  Bytes out;
  out.reserve(16 + grouping.size() + kMacSize);
  out.insert(out.end(), {kCiphering, 0, 0, 0, 0, 0, 0});
  put_length(out, 5 + grouping.size() + kMacSize);
  out.push_back(kSecurityControl);
  put_be(out, 0, 4);
  append(out, grouping);
  append(out, *message.mac);
  return out;
}

}  // namespace gridpost::gbcs
