// gridpost working-days: when a number of Working Days is over, by the bank holidays of a file.
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "base/file.h"
#include "base/working_days.h"

namespace gridpost::app {
namespace {

struct WorkingDaysOptions {
  std::string received;
  int days = 5;
  std::string file = "/etc/gridpost/bank-holidays.txt";
  bool scotland = false;
};

int run(const WorkingDaysOptions& options) {
  const auto text = read_whole(options.file);
  if (!text) return report(text.error(), kSystem);
  const auto calendar =
      WorkingDays::parse(*text, options.scotland ? HolidayRegion::Union : HolidayRegion::EnglandAndWales);
  if (!calendar) return report(within(options.file, calendar.error()).value(), kInput);
  const auto received = parse_date_time(options.received + (options.received.size() == 10 ? "T12:00:00Z" : ""));
  if (!received) return report(received.error(), kInput);
  const auto due = calendar->due(*received, options.days);
  if (!due) return report(due.error(), kInput);
  const Civil c = london(*due);
  fmt::print("{:04}-{:02}-{:02} {:02}:{:02}:{:02}\n", c.year, c.month, c.day, c.hour, c.minute, c.second);
  return kGood;
}

}  // namespace

void add_working_days(CLI::App& program, int& exit) {
  auto options = std::make_shared<WorkingDaysOptions>();
  CLI::App* command =
      program.add_subcommand("working-days", "When a number of Working Days is over, in local time of Great Britain");
  command->add_option("RECEIVED", options->received, "Date, or date and time in UTC; that day itself never counts")
      ->required();
  command->add_option("--days", options->days, "How many Working Days")->capture_default_str();
  command->add_option("--bank-holidays", options->file, "File with the bank holidays")->capture_default_str();
  command->add_flag("--scotland", options->scotland, "The bank holidays of Scotland count as well");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
