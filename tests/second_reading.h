// A second reading of answers and alerts, straight from the octets: values by their place or number, as the encodings
// themselves say it. It knows nothing of the catalogue, and takes nothing from the codecs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace gridpost::second {

// One value, or a list of them. What is not there is Nothing, and so is whatever would stand in it.
struct Node {
  enum class Kind { Nothing, Number, Bits, Octets, List };
  Kind kind = Kind::Nothing;
  std::uint8_t tag = 0;     // as it stands; in attribute records the ZCL type
  std::int64_t number = 0;  // of a bit string: how many bits
  std::size_t width = 0;    // octets of a number
  bool with_sign = false;
  Bytes octets;
  Bytes whole;  // of a DER element: with its tag and length
  std::vector<Node> items;

  bool there() const { return kind != Kind::Nothing; }
  const Node& operator[](std::size_t place) const {
    static const Node nothing;
    return place < items.size() ? items[place] : nothing;
  }
};

// Octets from front to back; throws where they end too early.
class Octets {
 public:
  explicit Octets(View all) : all_(all) {}
  std::size_t left() const { return all_.size() - at_; }
  View take(std::size_t count) {
    if (count > left()) throw std::runtime_error("the octets end at " + std::to_string(at_));
    at_ += count;
    return all_.subspan(at_ - count, count);
  }
  std::uint8_t one() { return take(1)[0]; }
  std::uint64_t big(std::size_t count) {
    std::uint64_t n = 0;
    for (const std::uint8_t octet : take(count)) n = n * 256 + octet;
    return n;
  }
  std::uint64_t little(std::size_t count) {
    std::uint64_t n = 0;
    std::uint64_t weight = 1;
    for (const std::uint8_t octet : take(count)) {
      n += octet * weight;
      weight *= 256;
    }
    return n;
  }
  // 00 to 7F, or how many octets follow with the length.
  std::size_t length() {
    const std::uint8_t first = one();
    return first < 128 ? first : static_cast<std::size_t>(big(first - 128u));
  }

 private:
  View all_;
  std::size_t at_ = 0;
};

inline Node number_of(std::uint64_t raw, std::size_t width, bool with_sign) {
  Node n;
  n.kind = Node::Kind::Number;
  n.width = width;
  n.with_sign = with_sign;
  n.number = static_cast<std::int64_t>(raw);
  if (with_sign && width < 8 && raw >= std::uint64_t{1} << (8 * width - 1))
    n.number -= static_cast<std::int64_t>(std::uint64_t{1} << (8 * width));
  return n;
}

inline Node octets_of(View octets) {
  Node n;
  n.kind = Node::Kind::Octets;
  n.octets.assign(octets.begin(), octets.end());
  return n;
}

// The plaintext of an encrypted part; none if nobody here has the key.
using Open = std::function<std::optional<Bytes>(View ciphertext_and_tag)>;

// ---- DLMS ----

class DlmsReader {
 public:
  DlmsReader(const Open& open, std::vector<Bytes>& closed) : open_(open), closed_(closed) {}

  Node value(Octets& in) {
    const std::uint8_t tag = in.one();
    Node n = tag == 0x13 ? compact(in) : body({tag, 0, {}}, in, true);
    n.tag = tag;
    return n;
  }

 private:
  // What a compact array says of its items, once.
  struct Shape {
    std::uint8_t tag;
    std::size_t count;
    std::vector<Shape> items;
  };

  static Shape shape(Octets& in) {
    Shape s{in.one(), 0, {}};
    if (s.tag == 0x01) {
      s.count = static_cast<std::size_t>(in.big(2));
      s.items.push_back(shape(in));
    } else if (s.tag == 0x02) {
      s.count = in.one();
      for (std::size_t i = 0; i < s.count; ++i) s.items.push_back(shape(in));
    }
    return s;
  }

  Node compact(Octets& in) {
    const Shape item = shape(in);
    const std::size_t length = in.length();
    Octets contents(in.take(length));
    Node n;
    n.kind = Node::Kind::List;
    while (contents.left() > 0) n.items.push_back(body(item, contents, false));
    return n;
  }

  Node list(const Shape& s, Octets& in, bool tagged) {
    Node n;
    n.kind = Node::Kind::List;
    const std::size_t count = tagged ? in.length() : s.count;
    for (std::size_t i = 0; i < count; ++i)
      n.items.push_back(tagged ? value(in) : body(s.items[s.tag == 0x01 ? 0 : i], in, false));
    return n;
  }

  Node body(const Shape& s, Octets& in, bool tagged) {
    switch (s.tag) {
      case 0x00:
        return {};
      case 0x01:
      case 0x02:
        return list(s, in, tagged);
      case 0x03:
        return number_of(in.one() != 0, 1, false);
      case 0x04: {
        const std::size_t bits = in.length();
        Node n = octets_of(in.take((bits + 7) / 8));
        n.kind = Node::Kind::Bits;
        n.number = static_cast<std::int64_t>(bits);
        return n;
      }
      case 0x05:
        return number_of(in.big(4), 4, true);
      case 0x06:
        return number_of(in.big(4), 4, false);
      case 0x09:
      case 0x0A:
      case 0x0C:
        return octets(in.take(in.length()));
      case 0x0F:
        return number_of(in.big(1), 1, true);
      case 0x10:
        return number_of(in.big(2), 2, true);
      case 0x11:
      case 0x16:
        return number_of(in.big(1), 1, false);
      case 0x12:
        return number_of(in.big(2), 2, false);
      case 0x14:
        return number_of(in.big(8), 8, true);
      case 0x15:
        return number_of(in.big(8), 8, false);
      default:
        throw std::runtime_error("DLMS has no tag " + std::to_string(s.tag));
    }
  }

  // 31 00000000 stands in front of an encrypted part, whose plaintext is one more value.
  Node octets(View all) {
    static const Bytes front{0x31, 0, 0, 0, 0};
    if (all.size() < front.size() + 12 || !std::equal(front.begin(), front.end(), all.begin())) return octets_of(all);
    const View sealed = all.subspan(front.size());
    const auto plain = open_(sealed);
    if (!plain) {
      closed_.emplace_back(sealed.begin(), sealed.end());
      return {};
    }
    Octets inside(*plain);
    return value(inside);
  }

  const Open& open_;
  std::vector<Bytes>& closed_;
};

// ---- GBZ ----

// One component: a ZCL frame.
struct Frame {
  unsigned cluster = 0;
  unsigned control = 0;
  unsigned command = 0;
  Bytes payload;

  bool of_cluster() const { return (control & 1) != 0; }
  // Numbers and strings by their place in the payload; what lies beyond its end is Nothing.
  Node number(std::size_t at, std::size_t width, bool with_sign = false) const {
    if (at + width > payload.size()) return {};
    return number_of(Octets(View(payload).subspan(at)).little(width), width, with_sign);
  }
  Node some(std::size_t at, std::size_t count) const {
    return at + count > payload.size() ? Node{} : octets_of(View(payload).subspan(at, count));
  }
};

// The value of a ZCL type.
inline Node zcl_value(std::uint8_t type, Octets& in) {
  Node n;
  if (type == 0x41 || type == 0x42) {
    n = octets_of(in.take(in.one()));
  } else if (type >= 0x18 && type <= 0x27) {
    n = number_of(in.little((type & 7u) + 1), (type & 7u) + 1, false);
  } else if (type >= 0x28 && type <= 0x2F) {
    n = number_of(in.little((type & 7u) + 1), (type & 7u) + 1, true);
  } else if (type == 0x30 || type == 0x31) {
    n = number_of(in.little(type & 0x0Fu ? 2 : 1), type & 0x0Fu ? 2 : 1, false);
  } else if (type == 0xE2) {
    n = number_of(in.little(4), 4, false);
  } else {
    throw std::runtime_error("ZCL has no type " + std::to_string(type));
  }
  n.tag = type;
  return n;
}

inline Frame read_frame(Octets& in, const Open& open, std::vector<Bytes>& closed) {
  Frame f;
  const std::uint8_t control = in.one();
  f.cluster = static_cast<unsigned>(in.big(2));
  Octets body(in.take(static_cast<std::size_t>(in.big(2))));
  if ((control & 0x02) != 0) body.take(2);
  if ((control & 0x10) != 0) body.take(4);
  f.control = body.one();
  body.one();
  f.command = body.one();
  View payload = body.take(body.left());
  if ((control & 0x02) == 0) {
    f.payload.assign(payload.begin(), payload.end());
    return f;
  }
  const View sealed = payload.subspan(7);  // behind the length and 31 00000000
  if (const auto plain = open(sealed)) {
    f.payload = *plain;
  } else {
    closed.emplace_back(sealed.begin(), sealed.end());
    f.control = f.command = 0xFF;  // whatever it was
  }
  return f;
}

// ---- ASN.1 ----

inline Node der(Octets& in, const View& from);

// The elements of a constructed one; none if it has something else inside.
inline std::vector<Node> elements_of(View content) {
  std::vector<Node> out;
  try {
    for (Octets rest(content); rest.left() > 0;) out.push_back(der(rest, content));
  } catch (const std::runtime_error&) {
    out.clear();
  }
  return out;
}

inline Node der(Octets& in, const View& from) {
  const std::size_t before = in.left();
  const std::uint8_t tag = in.one();
  const std::size_t size = in.length();
  View content = in.take(size);
  const View whole = from.subspan(from.size() - before, before - in.left());
  Node n;
  if ((tag & 0x20) != 0) {
    n.kind = Node::Kind::List;
    n.items = elements_of(content);
  } else if (tag == 0x01 || tag == 0x02 || tag == 0x0A) {
    const bool unsigned_64 = size == 9;
    if (unsigned_64) content = content.subspan(1);
    n = number_of(Octets(content).big(content.size()), content.size(), !unsigned_64);
  } else if (tag != 0x05) {
    if (tag == 0x03 && !content.empty()) content = content.subspan(1);  // bits of the last octet that do not count
    n = octets_of(content);
  }
  n.tag = tag;
  n.whole.assign(whole.begin(), whole.end());
  return n;
}

// ---- messages ----

// What stands in front of the payload.
struct Head {
  int kind = 0;  // 1 command, 2 response, 3 alert
  std::uint64_t counter = 0;
  Bytes originator;
  Bytes recipient;
  Bytes date_time;  // empty: none
  unsigned code = 0;
  Bytes party;  // behind the message code, if there is more
  std::optional<std::uint64_t> party_counter;
  std::optional<std::uint64_t> own_counter;
};

struct Reading {
  Head head;
  // DLMS
  Node data;  // of a response a list, of an alert the one value
  std::vector<unsigned> results;
  // GBZ
  std::vector<Frame> frames;
  unsigned alert_code = 0;
  std::uint64_t alert_time = 0;
  Frame alert;  // what follows the time, where it is no frame
  // ASN.1
  Node value;

  std::vector<Bytes> closed;  // encrypted parts that nobody opened

  // The value of an attribute, from whichever record has it.
  Node attribute(unsigned cluster, unsigned id) const {
    for (const Frame& f : frames) {
      if (f.cluster != cluster || f.of_cluster() || f.command != 1) continue;
      for (Octets in(f.payload); in.left() > 0;) {
        const auto found = static_cast<unsigned>(in.little(2));
        if (in.one() != 0) continue;
        const std::uint8_t type = in.one();
        const Node n = zcl_value(type, in);
        if (found == id) return n;
      }
    }
    return {};
  }
  // The commands of this cluster and number, in order.
  std::vector<Frame> commands(unsigned cluster, unsigned command) const {
    std::vector<Frame> out;
    for (const Frame& f : frames)
      if (f.of_cluster() && f.cluster == cluster && f.command == command) out.push_back(f);
    return out;
  }
  Frame command(unsigned cluster, unsigned number) const {
    const auto all = commands(cluster, number);
    return all.empty() ? Frame{} : all.front();
  }
};

inline void read_content(Reading& r, View content, const Open& open) {
  Octets in(content);
  if (content[0] == 0xDA || content[0] == 0x0F) {
    DlmsReader dlms(open, r.closed);
    in.take(6);  // tag, invoke id, no date
    if (content[0] == 0x0F) {
      r.data = dlms.value(in);
      return;
    }
    in.one();  // no specifications
    r.data.kind = Node::Kind::List;
    const std::size_t count = in.length();
    for (std::size_t i = 0; i < count; ++i) r.data.items.push_back(dlms.value(in));
    for (std::size_t left = in.length(); left > 0; --left) {
      in.one();
      r.results.push_back(in.one());
    }
  } else if (content[0] == 0x01 && content[1] == 0x09) {
    in.take(2);
    std::size_t count = in.one();
    if (r.head.kind == 3) {
      r.alert_code = static_cast<unsigned>(in.big(2));
      r.alert_time = in.big(4);
      const View rest = content.last(in.left());
      r.alert.payload.assign(rest.begin(), rest.end());
      if (r.head.code != 0x008B) return;  // the one alert that has frames
    }
    for (; count > 0; --count) r.frames.push_back(read_frame(in, open, r.closed));
  } else {
    r.value = der(in, content);
  }
}

// A message that begins with DD or DF.
inline Reading read(View octets, const Open& open) {
  Reading r;
  Octets in(octets);
  if (octets[0] == 0xDD) {
    in.take(7);
    in.length();
    in.take(5);
  }
  in.take(2);  // DF, length of the transaction id
  Head& h = r.head;
  h.kind = in.one();
  h.counter = in.big(8);
  const auto string = [&] {
    const View found = in.take(in.length());
    return Bytes(found.begin(), found.end());
  };
  h.originator = string();
  h.recipient = string();
  h.date_time = string();
  const Bytes other = string();
  Octets more(other);
  h.code = static_cast<unsigned>(more.big(2));
  if (more.left() >= 8) {
    const View party = more.take(8);
    h.party.assign(party.begin(), party.end());
  }
  if (more.left() >= 8) h.party_counter = more.big(8);
  if (more.left() == 8) h.own_counter = more.big(8);
  const Bytes content = string();
  read_content(r, content, open);
  return r;
}

}  // namespace gridpost::second
