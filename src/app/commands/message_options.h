// What the subcommands that look at messages share: where messages, requests and keys come from.
#pragma once

#include <string>
#include <vector>

#include "app/keys.h"
#include "codec/request.h"

namespace CLI {
class App;
}

namespace gridpost::app {

// Keys with which MACs and signatures are checked and encrypted parts opened.
struct ReaderOptions {
  KeyOptions keys;
  std::string reader;
  std::string broker = "90-B3-D5-1F-30-00-00-02";

  // Loads them; `id` becomes the broker.
  Status load(crypto::KeyStore& store, Eui64& id) const;
};
// --keys, --import, --waive-validity, --reader, --broker
void add_reader_options(CLI::App& command, ReaderOptions& options);

// What stands beside a request: the options of `transform` and `correlate`.
void add_request_options(CLI::App& command, codec::RequestOptions& options, KeyOptions& keys);

}  // namespace gridpost::app
