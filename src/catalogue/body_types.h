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

// A calendar date of which every part may be left open; gas has names of its own.
grammar::Content date_with_wildcards();
grammar::Content gas_date_with_wildcards();
// SwitchTime, StartDate and EndDate, whose type is given.
grammar::Content schedule_period(const grammar::Content& date);
// DaysOfWeekApplicability: some days of the week.
grammar::Content days_of_week();
// A range of power or money: the exponent of ten.
grammar::SimpleType price_scale();
// CurrentDateTime and how far a clock may be from it.
grammar::Content clock_setting();

grammar::SimpleType mpan();         // 13 characters
grammar::SimpleType mprn();         // up to 10 characters
grammar::SimpleType import_mpxn();  // either
grammar::SimpleType device_type_name();
grammar::SimpleType esme_variant();
grammar::SimpleType certificate();  // base64 of DER
grammar::SimpleType remote_party_role();
// CertificationPathCertificates: up to three that lead to those that are put in place.
grammar::Particle certification_path();

// An element that carries its place in a list as index="1", or by another name.
grammar::Content indexed(grammar::Content content, std::uint64_t most, std::string attribute = "index");

}  // namespace gridpost::catalogue
