// Types that several bodies share, named as in DUIS.
#pragma once

#include "catalogue/grammar.h"

namespace gridpost::catalogue {

// The optional first element of every future-datable body.
grammar::Particle execution_date_time();
// ExecutionDateTime and then these.
grammar::Particle future_dated(std::vector<grammar::Particle> parts);

// ReadLogPeriod with its two dates.
grammar::Particle read_log_period();

grammar::SimpleType mpan();         // 13 characters
grammar::SimpleType mprn();         // up to 10 characters
grammar::SimpleType import_mpxn();  // either
grammar::SimpleType device_type_name();
grammar::SimpleType esme_variant();
grammar::SimpleType certificate();  // base64 of DER
grammar::SimpleType remote_party_role();
// CertificationPathCertificates: up to three that lead to those that are put in place.
grammar::Particle certification_path();

// An element with a whole number that carries its place in a list as index="1".
grammar::Content indexed(grammar::Content content, std::uint64_t most);

}  // namespace gridpost::catalogue
