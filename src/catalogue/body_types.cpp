#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

SimpleType year() { return digits(2014, 4); }
SimpleType week_day() { return integer(1, 7); }

SimpleType month_or_day(std::uint64_t most) {
  SimpleType out = integer(1, most);
  out.total_digits = 2;
  return out;
}

}  // namespace

Content date_with_wildcards() {
  return sequence({
      one("Year", choice({one("SpecifiedYear", year()), one("NonSpecifiedYear", nothing())})),
      one("Month", choice({one("SpecifiedMonth", month_or_day(12)), one("NonSpecifiedMonth", nothing())})),
      one("DayOfMonth", choice({one("SpecifiedDayOfMonth", month_or_day(31)), one("LastDayOfMonth", nothing()),
                                one("SecondLastDayOfMonth", nothing()), one("NonSpecifiedDayOfMonth", nothing())})),
      one("DayOfWeek", choice({one("SpecifiedDayOfWeek", week_day()), one("NonSpecifiedDayOfWeek", nothing())})),
  });
}

Content gas_date_with_wildcards() {
  return sequence({
      one("GasYearWithWildcards", choice({one("SpecifiedYear", year()), one("NonSpecifiedYear", nothing())})),
      one("GasMonthWithWildcards",
          choice({one("SpecifiedMonth", month_or_day(12)), one("NonSpecifiedMonth", nothing())})),
      one("GasDayOfMonthWithWildcards",
          choice({one("SpecifiedDayOfMonth", month_or_day(31)), one("GasNonSpecifiedDayOfMonth", nothing())})),
      one("GasDayOfWeekWithWildcards",
          choice({one("SpecifiedDayOfWeek", week_day()), one("NonSpecifiedDayOfWeek", nothing())})),
  });
}

Content schedule_period(const Content& date) {
  return sequence({one("SwitchTime", time_of_day()), one("StartDate", date), one("EndDate", date)});
}

Content days_of_week() {
  const SimpleType day = one_of({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"});
  return sequence({many(0, 7, "DayOfWeekApplicability", sequence({one("DayOfWeekID", day)}))});
}

SimpleType price_scale() { return integer(-128, 127); }

Content clock_setting() {
  return sequence({one("CurrentDateTime", date_time()), one("TolerancePeriod", int32(0, 86400))});
}

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

Content indexed(Content content, std::uint64_t most, std::string attribute) {
  return with(std::move(content), {required(std::move(attribute), integer(1, most))});
}

}  // namespace gridpost::catalogue
