#include "gateway/smki_repository.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/testpki.h"
#include "gateway/http_server.h"
#include "gateway/raw_client.h"

namespace gridpost::gateway::smki_repository_test {
namespace {

using crypto::Usage;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr Eui64 kSupplier{0x90B3D51F30010000};
constexpr Eui64 kMeter{0x02005E0000001001};

std::string search_for(std::string_view element, std::string_view eui) {
  return fmt::format(
      R"(<?xml version="1.0" encoding="utf-8"?><CertificateSearchRequest><{0}>{1}</{0}></CertificateSearchRequest>)",
      element, eui);
}
std::string retrieval_of(std::string_view serial) {
  return fmt::format("<CertificateDataRequest><CertificateSerial>{}</CertificateSerial></CertificateDataRequest>",
                     serial);
}
int count(std::string_view text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

class SmkiRepositoryTest : public testing::Test {
 protected:
  SmkiRepositoryTest() {
    supplier_ = add(pki_.issue_organisation(kSupplier, 2, Usage::DigitalSignature));
    add(pki_.issue_organisation(kSupplier, 2, Usage::KeyAgreement));
    add(pki_.issue_organisation(kSupplier, 135, Usage::DigitalSignature));
    meter_ = add(pki_.issue_device(kMeter, Usage::DigitalSignature));
    add(pki_.issue_device(kMeter, Usage::KeyAgreement));
    store_.add(*pki_.issuing());
  }
  crypto::KeyEntryPtr add(const Result<crypto::KeyEntryPtr>& entry) {
    EXPECT_TRUE(entry);
    return store_.add(**entry);
  }

  crypto::TestPki pki_ = crypto::TestPki::create();
  crypto::KeyStore store_;
  ManualClock clock_{*parse_date_time("2026-01-01T00:00:00Z")};
  crypto::KeyEntryPtr supplier_;
  crypto::KeyEntryPtr meter_;
  SmkiRepository repository_{store_, clock_};
};

TEST_F(SmkiRepositoryTest, SearchShowsAllCertificatesOfAnOrganisationWithDecimalRoles) {
  const Reply reply = repository_.search(search_for("CertificateSubjectName", "90-b3-d5-1f-30-01-00-00"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "application/xml");
  EXPECT_THAT(reply.body,
              HasSubstr("<CertificateSearchResponse><ResponseCode>200</ResponseCode><ResponseMessage>Success"
                        "</ResponseMessage><AuditReference>1</AuditReference><Result>"));
  EXPECT_EQ(count(reply.body, "<Result>"), 3);
  EXPECT_EQ(count(reply.body, "<CertificateRole>2</CertificateRole>"), 2);
  EXPECT_EQ(count(reply.body, "<CertificateRole>135</CertificateRole>"), 1);
  EXPECT_THAT(
      reply.body,
      HasSubstr("<Result><CertificateSerial>" + supplier_->certificate.serial_hex() +
                "</CertificateSerial><CertificateSubjectName>90-B3-D5-1F-30-01-00-00</CertificateSubjectName>"
                "<CertificateStatus>I</CertificateStatus><CertificateRole>2</CertificateRole>"
                "<CertificateUsage>DS</CertificateUsage><ManufacturingFlag>false</ManufacturingFlag></Result>"));
}

TEST_F(SmkiRepositoryTest, SearchShowsTheTwoCertificatesOfADeviceWithoutRole) {
  const Reply reply = repository_.search(search_for("CertificateSubjectAltName", "02-00-5e-00-00-00-10-01"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(count(reply.body, "<CertificateSubjectAltName>02-00-5E-00-00-00-10-01</CertificateSubjectAltName>"), 2);
  EXPECT_EQ(count(reply.body, "<CertificateUsage>DS</CertificateUsage>"), 1);
  EXPECT_EQ(count(reply.body, "<CertificateUsage>KA</CertificateUsage>"), 1);
  EXPECT_THAT(reply.body, Not(HasSubstr("CertificateRole")));
}

TEST_F(SmkiRepositoryTest, UnknownIdentitiesAndTheWrongKindAreNotFound) {
  EXPECT_EQ(repository_.search(search_for("CertificateSubjectAltName", "02-00-5E-00-00-00-10-02")).status, 402);
  EXPECT_EQ(repository_.search(search_for("CertificateSubjectName", "02-00-5E-00-00-00-10-01")).status, 402);
  EXPECT_EQ(repository_.search(search_for("CertificateSubjectAltName", "90-B3-D5-1F-30-01-00-00")).status, 402);
  EXPECT_EQ(repository_.retrieve(retrieval_of("1234")).status, 402);
  const std::string& authority = pki_.issuing()->certificate.serial_hex();
  EXPECT_EQ(repository_.retrieve(retrieval_of(authority)).status, 402) << "authorities are not shown";
}

TEST_F(SmkiRepositoryTest, RetrievesWithTheCertificateItself) {
  const std::string& serial = meter_->certificate.serial_hex();
  const Reply reply = repository_.retrieve(retrieval_of(serial));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(
      reply.body,
      HasSubstr("</AuditReference><CertificateResponse><CertificateSubjectAltName>02-00-5E-00-00-00-10-01"
                "</CertificateSubjectAltName><CertificateSerial>" +
                serial + "</CertificateSerial><CertificateStatus>I</CertificateStatus><CertificateBody>" +
                to_base64(meter_->certificate.der()) +
                "</CertificateBody><CertificateUsage>DS</CertificateUsage>"
                "<ManufacturingFlag>false</ManufacturingFlag></CertificateResponse></CertificateDataResponse>"));
  EXPECT_THAT(repository_.retrieve(retrieval_of(supplier_->certificate.serial_hex())).body,
              AllOf(HasSubstr("<CertificateSubjectName>90-B3-D5-1F-30-01-00-00</CertificateSubjectName>"),
                    HasSubstr("<CertificateRole>2</CertificateRole>")));
}

TEST_F(SmkiRepositoryTest, SerialNumbersAreComparedAsNumbers) {
  std::string serial = meter_->certificate.serial_hex();
  std::transform(serial.begin(), serial.end(), serial.begin(), [](unsigned char c) { return std::tolower(c); });
  EXPECT_EQ(repository_.retrieve(retrieval_of(serial)).status, 200);
  EXPECT_EQ(repository_.retrieve(retrieval_of("0000" + serial)).status, 200);
  EXPECT_EQ(repository_.retrieve(retrieval_of(serial.substr(serial.find_first_not_of('0')))).status, 200);
}

TEST_F(SmkiRepositoryTest, TheStatusFollowsStoreAndClock) {
  store_.set_status(meter_->certificate, crypto::CertificateStatus::Revoked);
  EXPECT_THAT(repository_.retrieve(retrieval_of(meter_->certificate.serial_hex())).body,
              HasSubstr("<CertificateStatus>R</CertificateStatus>"));
  clock_.set(*parse_date_time("2055-01-01T00:00:00Z"));
  EXPECT_THAT(repository_.retrieve(retrieval_of(supplier_->certificate.serial_hex())).body,
              HasSubstr("<CertificateStatus>E</CertificateStatus>"));
}

TEST_F(SmkiRepositoryTest, WrongRequestsAre401) {
  for (const std::string& request : {
           std::string("<CertificateSearchRequest><CertificateSubjectName>90-B3"),
           std::string(),
           std::string("<CertificateSearchRequest/>"),
           search_for("CertificateSubjectName", "90-B3-D5-1F"),
           search_for("CertificateSubjectName", "<x/>"),
           search_for("CertificateSerial", "90-B3-D5-1F-30-01-00-00"),
           retrieval_of("12"),
           std::string("<!DOCTYPE a [<!ENTITY e '90-B3-D5-1F-30-01-00-00'>]><CertificateSearchRequest>"
                       "<CertificateSubjectName>&e;</CertificateSubjectName></CertificateSearchRequest>"),
       }) {
    const Reply reply = repository_.search(request);
    EXPECT_EQ(reply.status, 401) << request;
    EXPECT_THAT(reply.body, HasSubstr("<ResponseCode>401</ResponseCode>")) << request;
  }
  EXPECT_EQ(repository_.retrieve(retrieval_of("")).status, 401);
  EXPECT_EQ(repository_.retrieve(retrieval_of("12G4")).status, 401);
  EXPECT_EQ(repository_.retrieve(search_for("CertificateSubjectName", "90-B3-D5-1F-30-01-00-00")).status, 401);
}

TEST_F(SmkiRepositoryTest, EveryAnswerHasItsOwnAuditReference) {
  EXPECT_THAT(repository_.retrieve(retrieval_of("1")).body, HasSubstr("<AuditReference>1</AuditReference>"));
  EXPECT_THAT(repository_.search("x").body, HasSubstr("<AuditReference>2</AuditReference>"));
}

TEST_F(SmkiRepositoryTest, IsServedOverHttpAndTheApiKeyMayBeRequired) {
  SmkiRepository locked(store_, clock_, {.api_keys = {"secret"}});
  HttpServer open_server(repository_.routes());
  HttpServer locked_server(locked.routes());
  ASSERT_TRUE(open_server.start("127.0.0.1", 0));
  ASSERT_TRUE(locked_server.start("127.0.0.1", 0));
  const std::string request = search_for("CertificateSubjectAltName", kMeter.text());
  const auto ask = [&](const HttpServer& server, const std::string& query) {
    RawClient client(server.port());
    client.send(post_text("/services/certificatesearch" + query, request));
    return client.answer();
  };
  EXPECT_THAT(ask(open_server, "?apikey=anything"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(open_server, ""), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(locked_server, "?x=1&apikey=secret"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(locked_server, "?apikey=guess"), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(ask(locked_server, ""), StartsWith("HTTP/1.1 401 "));
  RawClient client(open_server.port());
  client.send(post_text("/services/retrievecertificate", retrieval_of(meter_->certificate.serial_hex())));
  EXPECT_THAT(client.answer(), HasSubstr("<CertificateDataResponse>"));
}

TEST_F(SmkiRepositoryTest, EveryStatusLetterIsShown) {
  for (const char letter : std::string("PINR")) {
    store_.set_status(meter_->certificate, static_cast<crypto::CertificateStatus>(letter));
    EXPECT_THAT(repository_.search(search_for("CertificateSubjectAltName", kMeter.text())).body,
                HasSubstr("<CertificateStatus>" + std::string(1, letter) + "</CertificateStatus>"));
  }
}

TEST_F(SmkiRepositoryTest, BrokenBodiesAreAnsweredAsTheInterfaceSays) {
  HttpServer server(repository_.routes());
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  const auto ask = [&](const std::string& body, const std::string& type = "application/xml") {
    RawClient client(server.port());
    client.send(post_text("/services/certificatesearch", body, type));
    return client.answer();
  };
  std::string deep;
  for (int i = 0; i < 5'000; ++i) deep += "<a>";
  const std::string billion =
      "<!DOCTYPE a [<!ENTITY a '1234567890'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c "
      "'&b;&b;&b;&b;&b;&b;&b;&b;'>]><CertificateSearchRequest><CertificateSubjectName>&c;</CertificateSubjectName>"
      "</CertificateSearchRequest>";
  for (const std::string& body : {std::string("\0\xFF\xFE", 3), deep, billion, std::string("<a/>"), std::string()}) {
    EXPECT_THAT(ask(body), AllOf(StartsWith("HTTP/1.1 401 "), HasSubstr("Content-Type: application/xml"),
                                 HasSubstr("<ResponseCode>401</ResponseCode>")));
  }
  EXPECT_THAT(ask(std::string(65 * 1024, ' ')), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(ask("{}", "application/json"), StartsWith("HTTP/1.1 415 "));
}

TEST_F(SmkiRepositoryTest, AFloodIsTurnedAwayAndTheOthersAreServed) {
  ServerLimits limits;
  limits.connections = 20;
  HttpServer server(repository_.routes(), limits);
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  const std::string request =
      post_text("/services/certificatesearch", search_for("CertificateSubjectAltName", kMeter.text()));
  std::vector<std::unique_ptr<RawClient>> flood;
  for (int i = 0; i < 60; ++i) flood.push_back(std::make_unique<RawClient>(server.port()));
  int served = 0, turned_away = 0;
  for (auto& client : flood) {
    client->send(request);
    const std::string answer = client->answer();
    served += answer.starts_with("HTTP/1.1 200 ") ? 1 : 0;
    turned_away += answer.empty() || answer.starts_with("HTTP/1.1 503 ") ? 1 : 0;
  }
  EXPECT_EQ(served, 20);
  EXPECT_EQ(turned_away, 40);
  // One that was just turned away may still be counted while it closes.
  EXPECT_LE(server.stats().connections, 2 * limits.connections + 5);
}

}  // namespace
}  // namespace gridpost::gateway::smki_repository_test
