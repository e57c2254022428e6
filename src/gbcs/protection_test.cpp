#include "gbcs/protection.h"

#include "crypto/testpki.h"
#include "gbcs/octets_for_tests.h"

namespace gridpost::gbcs {
namespace {

// The keys of supplier, broker and Device, out of one test PKI.
struct Parties {
  crypto::TestPki pki = crypto::TestPki::create();
  crypto::KeyEntryPtr supplier_ds = *pki.issue_organisation(kSupplier, 2, crypto::Usage::DigitalSignature);
  crypto::KeyEntryPtr supplier_ka = *pki.issue_organisation(kSupplier, 2, crypto::Usage::KeyAgreement);
  crypto::KeyEntryPtr broker_ka = *pki.issue_organisation(kBroker, 4, crypto::Usage::KeyAgreement);
  crypto::KeyEntryPtr device_ds = *pki.issue_device(kDevice, crypto::Usage::DigitalSignature);
  crypto::KeyEntryPtr device_ka = *pki.issue_device(kDevice, crypto::Usage::KeyAgreement);
};

const Parties& parties() {
  static const Parties p;
  return p;
}

crypto::SharedSecret secret(const crypto::KeyEntryPtr& own, const crypto::KeyEntryPtr& peer) {
  return *crypto::agree(*own->private_key, peer->certificate.public_key());
}

Message command() {
  Message m = message_of(Cra::Command, 0x0062, hex("D9 20000006 00 01 02 03"));
  m.header.party = Eui64{7};
  m.header.party_counter = 8;
  return m;
}

// Every message that differs from this one in a single field that a MAC covers.
std::vector<Message> tampered(const Message& good) {
  std::vector<Message> out;
  const auto change = [&](auto edit) {
    Message m = good;
    edit(m);
    out.push_back(std::move(m));
  };
  change([](Message& m) { m.header.cra = Cra::Response; });
  change([](Message& m) { ++m.header.counter; });
  change([](Message& m) { ++m.header.originator.value; });
  change([](Message& m) { ++m.header.recipient.value; });
  change([](Message& m) { m.header.date_time.emplace(); });
  change([](Message& m) { ++m.header.code; });
  change([](Message& m) { ++m.header.party->value; });
  change([](Message& m) { ++*m.header.party_counter; });
  change([](Message& m) { m.header.supplementary_counter = 1; });
  change([](Message& m) { m.header.certificate = hex("3000"); });
  change([](Message& m) { m.content.front() ^= 1; });
  change([](Message& m) { m.content.back() ^= 1; });
  change([](Message& m) { m.content.push_back(0); });
  change([](Message& m) { m.content.pop_back(); });
  return out;
}

TEST(Protection, BothSidesAgreeOnTheMac) {
  Message m = command();
  protect(m, secret(parties().broker_ka, parties().device_ka));
  ASSERT_TRUE(m.signature) << "an absent signature becomes the empty one";
  EXPECT_TRUE(m.signature->empty());
  EXPECT_TRUE(mac_is_good(m, secret(parties().device_ka, parties().broker_ka)));
  EXPECT_FALSE(mac_is_good(m, secret(parties().device_ka, parties().supplier_ka))) << "another party's key";
}

TEST(Protection, AMessageWithoutMacIsNotGood) {
  EXPECT_FALSE(mac_is_good(command(), secret(parties().broker_ka, parties().device_ka)));
}

TEST(Protection, AnyChangedFieldBreaksTheMac) {
  const auto z = secret(parties().broker_ka, parties().device_ka);
  Message m = command();
  protect(m, z);
  std::size_t change = 0;
  for (const Message& bad : tampered(m)) EXPECT_FALSE(mac_is_good(bad, z)) << "change " << change++;
  Message with_signature = m;
  with_signature.signature = Bytes(64, 1);
  EXPECT_FALSE(mac_is_good(with_signature, z));
  for (std::size_t octet = 0; octet < 12; ++octet) {
    Message bad = m;
    (*bad.mac)[octet] ^= 0x80;
    EXPECT_FALSE(mac_is_good(bad, z)) << "octet " << octet << " of the MAC";
  }
}

TEST(Protection, TheMacSurvivesWritingAndReading) {
  const auto z = secret(parties().broker_ka, parties().device_ka);
  Message m = command();
  protect(m, z);
  const auto again = parse(write(m));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(mac_is_good(*again, z));
}

TEST(Protection, ASignatureIsTheOriginatorsAlone) {
  Message m = command();
  ASSERT_TRUE(sign(m, *parties().supplier_ds->private_key));
  ASSERT_EQ(m.signature->size(), 64u);
  const crypto::PublicKey& key = parties().supplier_ds->certificate.public_key();
  EXPECT_TRUE(signature_is_good(m, key));
  EXPECT_FALSE(signature_is_good(m, parties().device_ds->certificate.public_key()));
  std::size_t change = 0;
  for (const Message& bad : tampered(m)) EXPECT_FALSE(signature_is_good(bad, key)) << "change " << change++;
}

TEST(Protection, TheSignatureDoesNotDependOnTheMac) {
  Message m = command();
  ASSERT_TRUE(sign(m, *parties().supplier_ds->private_key));
  protect(m, secret(parties().broker_ka, parties().device_ka));
  EXPECT_TRUE(signature_is_good(m, parties().supplier_ds->certificate.public_key()));
  EXPECT_TRUE(mac_is_good(m, secret(parties().broker_ka, parties().device_ka)));
}

TEST(Protection, WithoutASignatureThereIsNoGoodOne) {
  Message m = command();
  const crypto::PublicKey& key = parties().supplier_ds->certificate.public_key();
  EXPECT_FALSE(signature_is_good(m, key));
  m.signature.emplace();
  EXPECT_FALSE(signature_is_good(m, key));
}

TEST(Protection, EveryPartOfTheContextChangesTheKey) {
  const auto z = secret(parties().broker_ka, parties().device_ka);
  const KeyContext context{kSupplier, 1, kCounter, kDevice};
  const auto key = message_key(z, context);
  EXPECT_EQ(message_key(z, context), key);
  EXPECT_NE(message_key(z, {kBroker, 1, kCounter, kDevice}), key);
  for (const KeyContext& other :
       {KeyContext{kSupplier, 2, kCounter, kDevice}, KeyContext{kSupplier, 3, kCounter, kDevice},
        KeyContext{kSupplier, 4, kCounter, kDevice}})
    EXPECT_NE(message_key(z, other), key);
  EXPECT_NE(message_key(z, {kSupplier, 1, kCounter + 1, kDevice}), key);
  EXPECT_NE(message_key(z, {kSupplier, 1, kCounter, kBroker}), key);
  EXPECT_NE(message_key(secret(parties().supplier_ka, parties().device_ka), context), key);
}

// ---- encrypted parts (GBCS 4.4) ----

const Bytes kPlain = characters("3 kWh");

TEST(Protection, TheReaderOpensWhatTheDeviceSealed) {
  const Header h = message_of(Cra::Response, 0x0034, {}).header;
  EXPECT_EQ(reader_of(h), kSupplier);
  const Cipher device = cipher_for(h, secret(parties().device_ka, parties().supplier_ka));
  const Cipher reader = cipher_for(h, secret(parties().supplier_ka, parties().device_ka));
  const auto sealed = device.seal(kPlain);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->size(), kPlain.size() + 12);
  const auto opened = reader.open(*sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, kPlain);
  EXPECT_FALSE(cipher_for(h, secret(parties().broker_ka, parties().device_ka)).open(*sealed)) << "another reader";
}

TEST(Protection, ForAnUnknownRemotePartyItsIdAndTheDevicesCounterMakeTheKey) {
  const auto z = secret(parties().device_ka, parties().supplier_ka);
  Header h = message_of(Cra::Response, 0x0034, {}).header;
  h.recipient = kBroker;
  h.party = kSupplier;
  h.party_counter = 77;
  EXPECT_EQ(reader_of(h), kSupplier);
  const Bytes by_header_counter = *cipher_for(h, z).seal(kPlain);
  h.party_counter = 78;
  EXPECT_EQ(*cipher_for(h, z).seal(kPlain), by_header_counter) << "the party's counter is not part of the key";
  h.supplementary_counter = 0x07D2;
  const Bytes by_own_counter = *cipher_for(h, z).seal(kPlain);
  EXPECT_NE(by_own_counter, by_header_counter);
  ++h.counter;
  EXPECT_EQ(*cipher_for(h, z).seal(kPlain), by_own_counter) << "the header's counter is no longer part of it";
  h.party = kBroker;
  EXPECT_NE(*cipher_for(h, z).seal(kPlain), by_own_counter);
}

TEST(Protection, TamperedCiphertextDoesNotOpen) {
  const Header h = message_of(Cra::Response, 0x0034, {}).header;
  const Cipher cipher = cipher_for(h, secret(parties().device_ka, parties().supplier_ka));
  const Bytes sealed = *cipher.seal(kPlain);
  for (std::size_t octet = 0; octet < sealed.size(); ++octet) {
    Bytes bad = sealed;
    bad[octet] ^= 1;
    EXPECT_FALSE(cipher.open(bad)) << octet;
  }
  EXPECT_FALSE(cipher.open(View(sealed).first(11)));
  EXPECT_FALSE(cipher.open({}));
}

}  // namespace
}  // namespace gridpost::gbcs
