#include "app/bench_codec.h"

#include <fmt/format.h>

#include <ctime>
#include <unordered_map>

#include "app/input.h"
#include "app/requests.h"
#include "codec/request.h"
#include "crypto/gcm.h"
#include "crypto/keys.h"
#include "duis/request.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "gbcs/packed.h"
#include "gbcs/protection.h"
#include "gbcs/sample_payloads.h"
#include "mmc/mmc.h"

namespace gridpost::app {
namespace {

constexpr Eui64 kSupplier{0x0A11000000000001};
constexpr Eui64 kBroker{0x0A11000000000002};
constexpr std::uint64_t kFirstDevice = 0x00DB000000000100;
constexpr std::size_t kDevices = 256;
constexpr TimeMs kBuilt = 1'735'689'600'000;

// A message as octets and taken apart.
struct Sample {
  Bytes octets;
  gbcs::Message message;
  const UseCase* use_case = nullptr;
  gbcs::Payload received;  // as it is decoded: its lists are packed
  gbcs::Payload payload;   // with the items of its lists
};

// Processor time of this thread: other programs on the machine do not count.
double own_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Calls a second; the call gets 0, 1, 2, ...
template <class Call>
double rate(double seconds, Call call) {
  for (std::size_t i = 0; i < 100; ++i) call(i);
  const double start = own_seconds();
  std::size_t count = 0;
  double passed = 0;
  while (passed < seconds) {
    for (int i = 0; i < 64; ++i) call(count++);
    passed = own_seconds() - start;
  }
  return static_cast<double>(count) / passed;
}

// Keeps a result from being left out by the compiler.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

Result<Sample> sample_of(Bytes octets) {
  Sample s;
  GP_TRY(message, gbcs::parse(octets));
  s.use_case = gbcs::use_case_of(message);
  if (!s.use_case) return fail(fmt::format("message code {:04X} is not described", message.header.code));
  GP_TRY(payload, gbcs::decode(*s.use_case, message));
  s.received = payload;
  s.payload = std::move(payload);
  gbcs::unpack(s.payload);
  s.message = std::move(message);
  s.octets = std::move(octets);
  return s;
}

// One message of this use case and direction, with its MAC or a signature's octets.
Result<Sample> made(gbcs::SamplePayloads& payloads, const UseCase& use_case, gbcs::Cra cra, std::uint64_t counter) {
  static const gbcs::Cipher kCipher{{}, [](View plain) -> Result<Bytes> {
                                      Bytes sealed(plain.begin(), plain.end());
                                      sealed.resize(sealed.size() + crypto::kTagSize, 0xEE);
                                      return sealed;
                                    }};
  gbcs::Message m;
  const Eui64 device{kFirstDevice + counter % kDevices};
  m.header = {.cra = cra,
              .counter = counter,
              .originator = cra == gbcs::Cra::Command ? kSupplier : device,
              .recipient = cra == gbcs::Cra::Command ? device : kSupplier,
              .date_time = {},
              .code = use_case.code,
              .party = {},
              .party_counter = {},
              .supplementary_counter = {},
              .certificate = {}};
  if (cra == gbcs::Cra::Response && use_case.stamp != Stamp::None) m.header.date_time = gbcs::date_time_of(kBuilt);
  GP_TRY(content, gbcs::encode(use_case, cra, payloads.of(use_case, cra, counter), &kCipher));
  m.content = std::move(content);
  m.signature.emplace();
  if (use_case.is_signed() || cra == gbcs::Cra::Alert)
    m.signature->resize(64, 0x5A);
  else
    m.mac.emplace();
  return sample_of(gbcs::write(m));
}

Result<std::vector<Sample>> own_messages(int samples) {
  std::vector<Sample> out;
  std::uint64_t counter = 0;
  for (const UseCase& u : Catalogue::instance().use_cases()) {
    gbcs::SamplePayloads payloads(u.code);
    for (int i = 0; i < samples; ++i)
      for (const auto cra : {gbcs::Cra::Command, gbcs::Cra::Response, gbcs::Cra::Alert}) {
        if ((cra == gbcs::Cra::Alert) != u.is_alert()) continue;
        auto sample = made(payloads, u, cra, ++counter);
        if (!sample) return within(u.name, std::move(sample).error());
        out.push_back(std::move(*sample));
      }
  }
  return out;
}

// What is described and can be decoded.
Result<std::vector<Sample>> messages_in(const std::string& folder) {
  GP_TRY(files, input_files({folder}));
  std::vector<Sample> out;
  for (const std::string& file : files)
    if (auto octets = read_message(file))
      if (auto sample = sample_of(std::move(*octets))) out.push_back(std::move(*sample));
  if (out.empty()) return fail("there is no message that can be decoded", folder);
  return out;
}

// The figures that are asked for.
class Figures {
 public:
  Figures(const CodecBench& options, std::vector<CodecFigure>& out) : options_(options), out_(out) {}

  // Measures one and gives its rate back; 0 if it is not asked for.
  template <class Call>
  double add(const std::string& name, const std::string& what, const Call& call) {
    if (!options_.only.empty() && options_.only != name) return 0;
    out_.push_back({name, what, rate(options_.seconds, call), 0, {}});
    return out_.back().per_second;
  }
  // Says of the last one how near it comes to another.
  void relate(double per_second, double bound, const std::string& name) {
    if (per_second == 0 || bound == 0) return;
    out_.back().share = per_second / bound;
    out_.back().bound = name;
  }

 private:
  const CodecBench& options_;
  std::vector<CodecFigure>& out_;
};

Bytes written(const Sample& s) {
  gbcs::Message m;
  m.header = s.message.header;
  m.signature = s.message.signature;
  m.mac = s.message.mac;
  m.content = *gbcs::encode(*s.use_case, m.header.cra, s.payload);
  return gbcs::write(m);
}

void measure_values(const std::vector<Sample>& all, Figures& figures) {
  const auto at = [&](std::size_t i) -> const Sample& { return all[i % all.size()]; };
  figures.add("parse", "octets to header, content, signature, MAC",
              [&](std::size_t i) { keep(gbcs::parse(at(i).octets)); });
  figures.add("decode", "octets to header and named values", [&](std::size_t i) {
    const auto m = gbcs::parse(at(i).octets);
    keep(gbcs::decode(*gbcs::use_case_of(*m), *m));
  });
  figures.add("encode", "named values to octets", [&](std::size_t i) { keep(written(at(i))); });
  std::vector<const Sample*> shown;
  for (const Sample& s : all)
    if (s.message.header.cra != gbcs::Cra::Command) shown.push_back(&s);
  if (shown.empty()) return;
  figures.add("MMC", "named values of a response or alert to MMC XML", [&](std::size_t i) {
    const Sample& s = *shown[i % shown.size()];
    keep(mmc::write(*mmc::to_mmc(s.message, s.use_case, &s.received)));
  });
}

void measure_macs(const std::vector<Sample>& all, Figures& figures) {
  const crypto::PrivateKey own = crypto::PrivateKey::generate();
  std::vector<crypto::PublicKey> peers;
  std::unordered_map<Eui64, crypto::SharedSecret> known;
  for (std::size_t i = 0; i < kDevices; ++i) {
    peers.push_back(crypto::PrivateKey::generate().public_key());
    known[Eui64{kFirstDevice + i}] = *crypto::agree(own, peers.back());
  }
  std::vector<gbcs::Message> messages;
  double octets = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].message.mac) continue;
    gbcs::Message m = all[i].message;
    m.header.recipient = Eui64{kFirstDevice + messages.size() % kDevices};
    gbcs::protect(m, known[m.header.recipient]);
    octets += static_cast<double>(gbcs::grouping_part(m).size()) + 6;
    messages.push_back(std::move(m));
  }
  if (messages.empty()) return;
  const auto at = [&](std::size_t i) -> const gbcs::Message& { return messages[i % messages.size()]; };
  const Bytes aad(static_cast<std::size_t>(octets / static_cast<double>(messages.size())), 0x11);
  const double agreements = figures.add("ECDH", "key agreement, OpenSSL alone",
                                        [&](std::size_t i) { keep(crypto::agree(own, peers[i % kDevices])); });
  const double tags = figures.add("GMAC", fmt::format("tag over {} octets, OpenSSL alone", aad.size()),
                                  [&](std::size_t) { keep(crypto::gmac({}, {}, aad)); });
  const double fresh = figures.add("MAC, new keys", "key agreement, key derivation, tag, compared", [&](std::size_t i) {
    const auto z = crypto::agree(own, peers[i % messages.size() % kDevices]);
    keep(gbcs::mac_is_good(at(i), *z));
  });
  figures.relate(fresh, agreements, "ECDH");
  const double kept =
      figures.add("MAC, known keys", "secret looked up, key derivation, tag, compared",
                  [&](std::size_t i) { keep(gbcs::mac_is_good(at(i), known.find(at(i).header.recipient)->second)); });
  figures.relate(kept, tags, "GMAC");
}

void measure_transform(Figures& figures) {
  const Ends ends{kSupplier, Eui64{kFirstDevice}};
  std::vector<duis::Request> requests = {read_registers(ends), read_balance(ends), commission(ends, kBuilt, 10)};
  std::vector<std::string> texts;
  for (duis::Request& r : requests) {
    r.id.counter = 7;
    texts.push_back(duis::write(r));
  }
  const transform::Target target{ends.target, DeviceType::ESME, "A", "4.2"};
  const transform::Circumstances circumstances{kBuilt, kBroker, 1, true, {}};
  figures.add("transform", "request's body to command's octets", [&](std::size_t i) {
    const duis::Request& r = requests[i % requests.size()];
    const transform::Source source{r.id, r.variant, &r.body, nullptr};
    const auto use_case = transform::select(source, target);
    keep(gbcs::write(*transform::to_command(**use_case, source, target, circumstances)));
  });
  const crypto::KeyStore none;
  codec::RequestOptions options;
  options.device_type = "ESME";
  figures.add("transform XML", "request's text to command's octets",
              [&](std::size_t i) { keep(codec::transform_request(texts[i % texts.size()], options, none)); });
}

}  // namespace

Result<CodecFigures> bench_codec(const CodecBench& options) {
  GP_TRY(samples, options.messages.empty() ? own_messages(options.samples) : messages_in(options.messages));
  CodecFigures out;
  out.messages = samples.size();
  for (const Sample& s : samples) out.octets += static_cast<double>(s.octets.size());
  out.octets /= static_cast<double>(samples.size());
  Figures figures(options, out.figures);
  measure_values(samples, figures);
  measure_macs(samples, figures);
  measure_transform(figures);
  if (out.figures.empty()) return fail("there is no such figure", options.only);
  return out;
}

}  // namespace gridpost::app
