#include "app/commands/configuration.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <map>
#include <memory>

#include "base/log.h"

namespace gridpost::app {
namespace {

constexpr const char* kIntroduction =
    "# Configuration\n\n"
    "Made by `gridpost help --markdown` from the options themselves; a test compares.\n\n"
    "An option can be given on the command line, in the file that `--config FILE` names, or as a variable of the\n"
    "environment; the first of these that has it counts. The file is TOML with a section for each subcommand, and the\n"
    "names of the options without their dashes; a name that is no option is an error:\n\n"
    "```toml\n[serve]\ndata = \"run.data/server\"\nduis-port = 8079\nstrict-signatures = true\n```\n\n"
    "The options of all subcommands may stand before or behind the subcommand's name.\n";

struct LogChoice {
  std::string format = "text";
  std::string level = "info";
};

void configure_log(const LogChoice& choice) {
  const std::map<std::string, log::Level> levels{
      {"info", log::Level::Info}, {"warning", log::Level::Warning}, {"error", log::Level::Error}};
  log::configure(choice.format == "json" ? log::Format::Json : log::Format::Text, levels.at(choice.level));
}

std::string variable_of(const CLI::App& command, const CLI::Option& option) {
  std::string name = option.get_lnames().front();
  for (const CLI::App* app = &command; app->get_parent() != nullptr; app = app->get_parent())
    name = app->get_name() + "_" + name;
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "GRIDPOST_" + name;
}

void make_subcommand_configurable(CLI::App& command) {
  command.fallthrough();
  for (CLI::Option* option : command.get_options())
    if (!option->get_lnames().empty() && option->get_configurable()) option->envname(variable_of(command, *option));
  for (CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
    make_subcommand_configurable(*sub);
}

std::string in_a_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string code(const std::string& text) { return text.empty() ? "" : "`" + in_a_cell(text) + "`"; }

std::string row(const CLI::Option& option) {
  const bool takes_value = option.get_expected_min() > 0 || option.get_lnames().empty();
  const std::string name = option.get_lnames().empty() ? option.get_name(true) : "--" + option.get_lnames().front();
  std::string what = option.get_description();
  if (option.get_required()) what += " (required)";
  if (option.get_expected_max() > 1) what += " (may be repeated)";
  return fmt::format("| `{}`{} | {} | {} | {} |\n", name,
                     takes_value && !option.get_lnames().empty() ? " " + in_a_cell(option.get_type_name()) : "",
                     code(option.get_default_str()), code(option.get_envname()), in_a_cell(what));
}

// The options of the command and, as sections of their own, of its subcommands.
void describe(const CLI::App& command, const std::string& name, std::string& out) {
  out += fmt::format("\n## {}\n\n{}\n", name, command.get_description());
  std::string rows;
  for (const CLI::Option* option : command.get_options())
    if (option != command.get_help_ptr() && option->get_name() != "--version") rows += row(*option);
  if (!rows.empty()) out += "\n| option | default | variable | meaning |\n| --- | --- | --- | --- |\n" + rows;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
    describe(*sub, command.get_parent() == nullptr ? sub->get_name() : name + " " + sub->get_name(), out);
}

}  // namespace

void make_configurable(CLI::App& program) {
  for (CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; }))
    make_subcommand_configurable(*command);
  program.allow_config_extras(CLI::config_extras_mode::error);
  program.set_config("--config", "", "File with options of the subcommands, TOML");
  const auto choice = std::make_shared<LogChoice>();
  program.add_option("--log-format", choice->format, "Form of the log lines on standard error")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str()
      ->envname("GRIDPOST_LOG_FORMAT");
  program.add_option("--log-level", choice->level, "Lowest level that is logged")
      ->check(CLI::IsMember({"info", "warning", "error"}))
      ->capture_default_str()
      ->envname("GRIDPOST_LOG_LEVEL");
  program.parse_complete_callback([choice] { configure_log(*choice); });
}

std::string reference_markdown(const CLI::App& program) {
  std::string out = kIntroduction;
  describe(program, "All subcommands", out);
  return out;
}

}  // namespace gridpost::app
