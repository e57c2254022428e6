#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

Particle execution_date_time() { return optional("ExecutionDateTime", date_time()); }

Particle future_dated(std::vector<Particle> parts) {
  parts.insert(parts.begin(), execution_date_time());
  return sequence(std::move(parts));
}

Particle read_log_period() {
  return one("ReadLogPeriod", sequence({one("StartDateTime", date_time()), one("EndDateTime", date_time())}));
}

SimpleType mpan() { return grammar::string(13, 13); }
SimpleType mprn() { return grammar::string(1, 10); }
SimpleType import_mpxn() { return grammar::string(1, 13); }

SimpleType device_type_name() { return one_of({"ESME", "GSME", "GPF", "CHF", "HCALCS", "PPMID", "IHD", "CAD"}); }

SimpleType esme_variant() {
  return one_of({"A",    "B",    "C",   "AD",   "BD", "CD", "ADE", "BDE", "CDE", "ADF", "BDF", "CDF", "ADEF",
                 "BDEF", "CDEF", "ADG", "ADEG", "AF", "BF", "CF",  "AEF", "BEF", "CEF", "AG",  "AEG"});
}

SimpleType certificate() { return base64(); }

SimpleType remote_party_role() {
  return one_token_of({"ACB", "NetworkOperator", "Recovery", "Root", "Supplier", "TransCoS", "LoadController"});
}

Particle certification_path() {
  return one("CertificationPathCertificates", sequence({many(1, 3, "Certificate", certificate())}));
}

Content indexed(Content content, std::uint64_t most) {
  return with(std::move(content), {required("index", integer(1, most))});
}

}  // namespace gridpost::catalogue
