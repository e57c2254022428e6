// gridpost utrn: top-up tokens of prepayment meters, made and checked.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/message_options.h"
#include "app/commands/shared_options.h"
#include "app/input.h"
#include "base/clock.h"
#include "codec/top_up.h"

namespace gridpost::app {
namespace {

struct UtrnOptions {
  KeyOptions keys;
  std::string supplier;
  std::string device;
  std::optional<std::uint64_t> counter;
  std::optional<std::uint64_t> after;
  std::optional<std::uint32_t> pence;
  std::optional<std::uint32_t> pounds;
  std::vector<std::string> tokens;
  bool json = false;
};

Status load(const UtrnOptions& options, crypto::KeyStore& keys, Eui64 supplier) {
  const Owner owner = supplier.value == 0 ? Owner::Nobody : Owner::User;
  return load_keys(keys, options.keys, owner, machine_now(), supplier);
}

Result<std::string> make(const UtrnOptions& options) {
  GP_TRY(supplier, Eui64::parse(options.supplier));
  GP_TRY(device, Eui64::parse(options.device));
  if (options.pence.has_value() == options.pounds.has_value())
    return fail("a token has a value in pence or in pounds", "--pence, --pounds");
  crypto::KeyStore keys;
  GP_CHECK(load(options, keys, supplier));
  GP_TRY(secret, codec::top_up_secret(keys, supplier, device, machine_now()));
  const gbcs::TopUp top_up{supplier, device, options.counter.value_or(0)};
  return options.pence ? gbcs::make_utrn(secret, top_up, gbcs::TopUpUnit::Pence, *options.pence)
                       : gbcs::make_utrn(secret, top_up, gbcs::TopUpUnit::Pounds, *options.pounds);
}

int run_make(const UtrnOptions& options) {
  const auto token = make(options);
  if (!token) return report(token.error(), kInput);
  fmt::print("{}\n", *token);
  return kGood;
}

// What was found out about one token.
struct Checked {
  std::string digits;
  gbcs::Utrn utrn;
  std::optional<gbcs::TopUp> top_up;
  std::string code = "unchecked";  // "good", "bad", "unchecked"
  std::string reason;              // why it is unchecked
};

// Supplier, Device and counter: from where the token stands, or from the options.
Result<std::optional<gbcs::TopUp>> top_up_of(const UtrnOptions& options, const codec::FoundToken& found,
                                             const gbcs::Utrn& utrn, std::string& reason) {
  if (found.top_up) return found.top_up;
  if (options.supplier.empty() || options.device.empty()) {
    reason = "supplier and Device are not told";
    return std::nullopt;
  }
  GP_TRY(supplier, Eui64::parse(options.supplier));
  GP_TRY(device, Eui64::parse(options.device));
  const auto counter = options.after ? gbcs::utrn_counter(utrn, *options.after) : options.counter;
  if (!counter) {
    reason = options.after ? "no counter is left after that one" : "the counter is not told";
    return std::nullopt;
  }
  return gbcs::TopUp{supplier, device, *counter};
}

Result<Checked> checked(const std::string& text, const UtrnOptions& options, const crypto::KeyStore& keys) {
  GP_TRY(found, codec::find_token(text));
  GP_TRY(utrn, gbcs::read_utrn(found.digits));
  Checked out{found.digits, utrn, std::nullopt, "unchecked", {}};
  GP_TRY(top_up, top_up_of(options, found, utrn, out.reason));
  out.top_up = top_up;
  if (!top_up) return out;
  const auto secret = codec::top_up_secret(keys, top_up->supplier, top_up->device, machine_now());
  if (secret)
    out.code = gbcs::utrn_is_genuine(utrn, *secret, *top_up) ? "good" : "bad";
  else
    out.reason = secret.error().text();
  return out;
}

std::string amount(const gbcs::Utrn& utrn) {
  const auto pence = utrn.pence();
  return pence ? fmt::format("{}.{:02} pounds", *pence / 100, *pence % 100)
               : fmt::format("value {} of class {}, which has no meaning", utrn.value, utrn.unit_class);
}

void print(const Checked& c, bool json) {
  if (!json) {
    fmt::print("{}: {}, counter bits {}, check digit good, authentication code {}{}\n", c.digits, amount(c.utrn),
               c.utrn.counter_bits, c.code, c.reason.empty() ? "" : " (" + c.reason + ")");
    return;
  }
  nlohmann::ordered_json out{{"utrn", c.digits},
                             {"class", c.utrn.unit_class},
                             {"value", c.utrn.value},
                             {"counterBits", c.utrn.counter_bits},
                             {"authenticationCode", c.code}};
  if (const auto pence = c.utrn.pence()) out["pence"] = *pence;
  if (c.top_up) {
    out["supplier"] = c.top_up->supplier.text();
    out["device"] = c.top_up->device.text();
    out["counter"] = c.top_up->counter;
  }
  if (!c.reason.empty()) out["reason"] = c.reason;
  fmt::print("{}\n", out.dump(2));
}

// Digits on the command line are a token, everything else is a file or folder.
Result<std::vector<std::string>> texts_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> out;
  for (const std::string& argument : arguments) {
    const bool digits = argument != "-" && argument.find_first_not_of("0123456789 -") == std::string::npos;
    if (digits && !std::filesystem::exists(argument)) {
      out.push_back(argument);
      continue;
    }
    GP_TRY(files, input_files({argument}));
    for (const std::string& file : files) {
      GP_TRY(text, read_input(file));
      out.push_back(text);
    }
  }
  return out;
}

int run_check(const UtrnOptions& options) {
  crypto::KeyStore keys;
  Eui64 supplier;
  if (!options.supplier.empty()) {
    const auto id = Eui64::parse(options.supplier);
    if (!id) return report(id.error(), kInput);
    supplier = *id;
  }
  if (auto loaded = load(options, keys, supplier); !loaded) return report(loaded.error(), kSystem);
  const auto texts = texts_of(options.tokens);
  if (!texts) return report(texts.error(), kSystem);
  int worst = kGood;
  for (const std::string& text : *texts) {
    const auto result = checked(text, options, keys);
    if (!result) {
      worst = std::max<int>(worst, report(result.error(), kNegative));
      continue;
    }
    print(*result, options.json);
    if (result->code == "bad" || !result->utrn.pence()) worst = std::max<int>(worst, kNegative);
  }
  return worst;
}

void add_make(CLI::App& command, const std::shared_ptr<UtrnOptions>& options, int& exit) {
  CLI::App* sub = command.add_subcommand("make", "Make a token with the supplier's private prepayment key");
  sub->add_option("--supplier", options->supplier, "EUI-64 of the supplier")->required();
  sub->add_option("--device", options->device, "EUI-64 of the meter")->required();
  sub->add_option("--counter", options->counter, "Counter of the request: a multiple of 4294967296")->required();
  sub->add_option("--pence", options->pence, "Value in pence, 0 to 8191");
  sub->add_option("--pounds", options->pounds, "Value in pounds, 0 to 8191");
  add_key_options(*sub, options->keys);
  sub->callback([options, &exit] { exit = run_make(*options); });
}

void add_check(CLI::App& command, const std::shared_ptr<UtrnOptions>& options, int& exit) {
  CLI::App* sub = command.add_subcommand(
      "check", "Say what tokens mean, and whether the supplier made them; exit code 1 if one is no good");
  sub->add_option("TOKEN", options->tokens,
                  "20 digits, or a file with digits, a TopUpDevice request or a GBCS message; - is standard input")
      ->required();
  sub->add_option("--supplier", options->supplier, "EUI-64 of the supplier, where the digits stand alone");
  sub->add_option("--device", options->device, "EUI-64 of the meter, likewise");
  CLI::Option* counter = sub->add_option("--counter", options->counter, "Counter of the request, likewise");
  sub->add_option("--after", options->after, "Instead: the last counter that the meter took; the next that fits counts")
      ->excludes(counter);
  add_key_options(*sub, options->keys);
  sub->add_flag("--json", options->json, "Print JSON");
  sub->callback([options, &exit] { exit = run_check(*options); });
}

}  // namespace

void add_utrn(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("utrn", "Make and check UTRNs, the tokens of prepayment meters");
  command->require_subcommand(1);
  add_make(*command, std::make_shared<UtrnOptions>(), exit);
  add_check(*command, std::make_shared<UtrnOptions>(), exit);
}

}  // namespace gridpost::app
