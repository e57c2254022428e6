#include "app/commands/message_options.h"

#include <CLI/CLI.hpp>

#include "app/commands/shared_options.h"
#include "base/clock.h"

namespace gridpost::app {

Status ReaderOptions::load(crypto::KeyStore& store, Eui64& id) const {
  GP_TRY(parsed, Eui64::parse(broker));
  id = parsed;
  Eui64 user;
  if (!reader.empty()) {
    GP_TRY(named, Eui64::parse(reader));
    user = named;
  }
  return load_keys(store, keys, reader.empty() ? Owner::Nobody : Owner::User, machine_now(), user);
}

void add_reader_options(CLI::App& command, ReaderOptions& options) {
  add_key_options(command, options.keys);
  command.add_option("--reader", options.reader, "User whose private keys under --keys may be used");
  command.add_option("--broker", options.broker, "Identity of the access control broker")->capture_default_str();
}

void add_request_options(CLI::App& command, codec::RequestOptions& options, KeyOptions& keys) {
  command.add_option("--device-type", options.device_type, "Type of the target: ESME, GSME, GPF, CHF, ...")
      ->capture_default_str();
  command.add_option("--esme-variant", options.esme_variant, "ESME Variant of the target")->capture_default_str();
  command.add_option("--gbcs-version", options.gbcs_version, "GBCS version of the target")->capture_default_str();
  command.add_option("--other-device-type", options.other_device_type,
                     "Type of the Device that a join names as OtherDeviceID; its certificate comes from the keys");
  command.add_option("--user-roles", options.user_roles, "Roles of the User, \"IS|GS\"");
  command.add_option("--customer-number", options.customer_number,
                     "The four digits that a 9.1 lets the Device show; a server draws them");
  add_key_options(command, keys);
  command.add_option("--broker", options.broker, "Identity of the access control broker")->capture_default_str();
  command
      .add_option("--trans-cos", options.trans_cos, "Identity of the party that changes suppliers, which sends a 6.23")
      ->capture_default_str();
}

}  // namespace gridpost::app
