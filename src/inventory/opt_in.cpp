#include "inventory/opt_in.h"

#include <fmt/format.h>

#include "base/text.h"
#include "inventory/kinds.h"
#include "inventory/named_device.h"

namespace gridpost::inventory {
namespace {

// Midnight UTC of the local day.
TimeMs local_day(TimeMs now) {
  const Civil c = london(now);
  return time_of({c.year, c.month, c.day, 0, 0, 0, 0});
}

}  // namespace

Result<OptIn> read_opt_in(const Element& body) {
  GP_TRY(device, named_device(body));
  OptIn r;
  r.device = device.id;
  r.type = device.type;
  if (const Element* points = body.child("MPxNs")) {
    r.import_mpxn = points->text_at("ImportMPxN");
    r.secondary_import_mpan = points->text_at("SecondaryImportMPAN");
    r.export_mpan = points->text_at("ExportMPAN");
  }
  GP_TRY(date, parse_date(trimmed(body.text_at("OptInDate"))));
  r.date = date;
  return r;
}

Outcome<Change> opt_in(Device meter, const OptIn& request, const std::optional<Product>& product, bool registered,
                       bool offered, Eui64 user, TimeMs now) {
  if (!is_meter(meter.type) || meter.type != request.type)
    return refuse(rule::kDeviceType, fmt::format("{} is a {}; the request is about a {}", meter.id.text(),
                                                 catalogue::text(meter.type), catalogue::text(request.type)));
  if (request.date > local_day(now))  // nothing waits for the day (proposed)
    return refuse(rule::kOptInDate, fmt::format("{} lies ahead", iso_date(request.date)));
  if (!registered)
    return refuse(rule::kOptInMpxn,
                  fmt::format("{} is not the supplier registered at {}", user.text(), request.import_mpxn));
  Change change;
  if (!move_status(meter, StatusEvent::OptedIn, if_so(offered, Condition::OptOutOffered), now, change))
    return refuse(rule::kOptInEnrolled,
                  fmt::format("{} is {}, not Withdrawn", meter.id.text(), catalogue::text(meter.status)));
  if (!is_listed(product))
    return refuse(rule::kOptInModelListed, fmt::format("{} {} with firmware {} is not on the Central Products List",
                                                       meter.manufacturer, meter.model, meter.firmware_version));
  change.rules.push_back(rule::kOptedIn);
  meter.commissioned_at.reset();
  set_detail(meter, &Device::import_mpxn, "ImportMPxN", request.import_mpxn, user, now, change);
  set_detail(meter, &Device::secondary_import_mpan, "SecondaryImportMPAN", request.secondary_import_mpan, user, now,
             change);
  set_detail(meter, &Device::export_mpan, "ExportMPAN", request.export_mpan, user, now, change);
  change.devices.push_back(std::move(meter));
  return change;
}

Change opted_out(Device meter, bool offered, TimeMs now) {
  Change change;
  if (!move_status(meter, StatusEvent::OptedOut, if_so(offered, Condition::OptOutOffered), now, change)) return change;
  change.rules.push_back(rule::kOptedOut);
  change.devices.push_back(std::move(meter));
  return change;
}

}  // namespace gridpost::inventory
