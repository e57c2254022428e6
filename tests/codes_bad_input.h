// What is no request at all: refused in words by its HTTP status, and nothing changes.
#pragma once

#include "codes_messages.h"
#include "gateway/raw_client.h"

namespace gridpost::test {

struct Bad {
  std::string name;
  std::string path;
  std::string type;
  std::function<std::string(Scene&)> body;
  int status;
};

inline std::string good_document(Scene& s) { return read_by(s, Scene::kFirstSupplier).document; }

inline std::string in_utf_16(const std::string& text) {
  std::string out = "\xFF\xFE";
  for (char c : text) out.append({c, '\0'});
  return out;
}

inline std::string with_doctype(Scene& s, const std::string& subset) {
  std::string document = good_document(s);
  return document.insert(document.find("<sr:Request"), "<!DOCTYPE sr:Request [" + subset + "]>");
}

inline std::string laughs() {
  std::string subset = "<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 12; ++i) {
    subset += fmt::format("<!ENTITY a{} \"", i);
    for (int k = 0; k < 10; ++k) subset += fmt::format("&a{};", i - 1);
    subset += "\">";
  }
  return subset;
}

inline std::vector<Bad> bad_input() {
  const std::string xml = "application/xml";
  const auto blank = [](std::size_t octets) { return [octets](Scene&) { return std::string(octets, ' '); }; };
  const auto s_path = std::string("/api/v1/serviceS");
  const auto d_path = std::string("/api/v1/serviceD");
  return {
      {"Empty", s_path, xml, blank(0), 400},
      {"Truncated", s_path, xml, [](Scene& s) { return good_document(s).substr(0, 400); }, 400},
      {"Doctype", s_path, xml, [](Scene& s) { return with_doctype(s, ""); }, 400},
      {"ExternalEntity", s_path, xml,
       [](Scene& s) { return with_doctype(s, "<!ENTITY x SYSTEM \"file:///etc/hostname\">"); }, 400},
      {"NestedEntities", s_path, xml, [](Scene& s) { return with_doctype(s, laughs()); }, 400},
      {"Utf16", s_path, xml, [](Scene& s) { return in_utf_16(good_document(s)); }, 400},
      {"DeclaredLatin1", s_path, xml,
       [](Scene& s) {
         return changed({{}, 1, good_document(s)}, "UTF-8", "ISO-8859-1").document;
       },
       400},
      {"NotUtf8", s_path, xml,
       [](Scene& s) {
         return changed({{}, 1, good_document(s)}, ">4.1.1<", ">4.1.1\xE9<").document;
       },
       400},
      {"TooLongForServiceS", s_path, xml, blank((1 << 20) + 1), 413},
      {"TooLongForServiceD", d_path, xml, blank((16 << 20) + 1), 413},
      {"LongButAllowedOnServiceD", d_path, xml, blank(2 << 20), 400},
      {"WrongContentType", s_path, "text/plain", good_document, 415},
      {"UnknownPath", "/api/v1/serviceX", xml, good_document, 404},
      {"WithoutRequestId", s_path, xml,
       [](Scene& s) {
         return changed({{}, 1, good_document(s)}, "<sr:RequestID>", "<sr:RequestID>x").document;
       },
       400},
  };
}

class BadInput : public testing::TestWithParam<std::size_t> {};

TEST_P(BadInput, IsRefusedInWordsAndChangesNothing) {
  Scene& s = Scene::instance();
  const Bad bad = bad_input()[GetParam()];
  const std::string body = bad.body(s);
  const RequestId some{s.id_of(Scene::kFirstSupplier), s.meter().id, 0};
  s.settle();
  const auto before = s.state(some);

  gateway::RawClient connection(s.stage().duis_port());
  connection.send(gateway::post_text(bad.path, body, bad.type));
  const std::string answer = connection.answer();
  EXPECT_EQ(answer.substr(0, 13), fmt::format("HTTP/1.1 {} ", bad.status));
  EXPECT_NE(answer.find("Content-Type: text/plain"), std::string::npos) << answer;
  const std::size_t end = answer.find("\r\n\r\n");
  ASSERT_NE(end, std::string::npos);
  EXPECT_GE(answer.size(), end + 4 + 10) << "the refusal says nothing: " << answer;

  EXPECT_TRUE(s.state(some) == before) << "a refused message changed something";
  // What the gateway refuses by its HTTP header is answered before it is in the audit trail.
  const auto in_audit = [&] {
    const auto audit = must(s.read()->audit({.limit = 20}));
    return std::any_of(audit.begin(), audit.end(), [&](const exchange::AuditEntry& e) {
      return e.code == fmt::format("HTTP {}", bad.status) && e.rule != "" &&
             answer.find(e.explanation) != std::string::npos;
    });
  };
  for (int i = 0; i < 50 && !in_audit(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(in_audit()) << "not in the audit trail: " << answer;
}

INSTANTIATE_TEST_SUITE_P(Each, BadInput, testing::Range(std::size_t{0}, bad_input().size()),
                         [](const auto& info) { return bad_input()[info.param].name; });

}  // namespace gridpost::test
