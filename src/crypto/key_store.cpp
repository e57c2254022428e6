#include "crypto/key_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace gridpost::crypto {
namespace {

constexpr std::size_t kKeyIdSize = 8;

std::string text_key(const Point& point) { return text_of(point); }
std::uint64_t number_key(const Point& point) { return get_be(View(point).subspan(1, 8)); }

// The parts of a distinguished name without blanks around them, in one fixed order.
std::vector<std::string> name_parts(std::string_view name) {
  std::vector<std::string> parts(1);
  bool escaped = false;
  for (const char c : name) {
    if (c == ',' && !escaped) {
      parts.emplace_back();
    } else if (c != ' ' || !parts.back().empty()) {
      parts.back() += c;
    }
    escaped = c == '\\' && !escaped;
  }
  for (auto& part : parts) part.erase(part.find_last_not_of(' ') + 1);
  std::sort(parts.begin(), parts.end());
  return parts;
}

// Found without being asked for: no prepayment key, no XML signing key, no organisation of unknown role.
bool matches(const KeyEntry& entry, Usage usage, std::optional<int> wanted, bool prepayment) {
  const Certificate& certificate = entry.certificate;
  if (certificate.usage() != usage || entry.prepayment != prepayment) return false;
  const auto own = certificate.role();
  if (wanted) return own == wanted;
  if (certificate.is_device()) return true;
  return own && *own != role::kXmlSigningUser && *own != role::kXmlSigningDsp;
}

bool in_use(const KeyEntry& entry, TimeMs now) {
  if (entry.status != CertificateStatus::InUse) return false;
  return entry.validity != ValidityPolicy::Enforce || entry.certificate.valid_at(now);
}

bool later(const KeyEntryPtr& a, const KeyEntryPtr& b) {
  return a->certificate.not_before() > b->certificate.not_before();
}

void put(std::vector<KeyEntryPtr>& list, const KeyEntryPtr& old, const KeyEntryPtr& fresh) {
  std::replace(list.begin(), list.end(), old, fresh);
}

}  // namespace

CertificateStatus KeyEntry::status_at(TimeMs now) const {
  const bool expired = validity == ValidityPolicy::Enforce && now >= certificate.not_after() + kSecond;
  return expired && status == CertificateStatus::InUse ? CertificateStatus::Expired : status;
}

Status KeyEntry::usable_at(TimeMs now) const {
  if (status != CertificateStatus::InUse)
    return fail(fmt::format("certificate {} has status {}", certificate.serial_hex(), static_cast<char>(status)));
  if (validity == ValidityPolicy::Enforce && !certificate.valid_at(now))
    return fail(fmt::format("certificate {} is valid from {} to {}, not at {}", certificate.serial_hex(),
                            iso(certificate.not_before()), iso(certificate.not_after()), iso(now)));
  return {};
}

KeyEntryPtr KeyStore::add(KeyEntry entry) {
  entry.prepayment = entry.prepayment || names_prepayment(entry.name);
  const std::unique_lock lock(mutex_);
  const std::string point = text_key(entry.certificate.public_key().point());
  if (entry.private_key) {
    keys_.try_emplace(point, *entry.private_key);
  } else if (const auto key = keys_.find(point); key != keys_.end()) {
    entry.private_key = key->second;
  }
  const KeyEntryPtr old = known(entry.certificate);
  if (!old) {
    auto fresh = std::make_shared<const KeyEntry>(std::move(entry));
    index(fresh);
    return fresh;
  }
  KeyEntry merged = *old;
  if (!merged.private_key) merged.private_key = entry.private_key;
  if (merged.name.empty()) merged.name = entry.name;
  merged.prepayment = merged.prepayment || entry.prepayment;
  if (entry.validity == ValidityPolicy::WaiveWithWarning) merged.validity = entry.validity;
  auto fresh = std::make_shared<const KeyEntry>(std::move(merged));
  replace(old, fresh);
  return fresh;
}

std::size_t KeyStore::add_key(const PrivateKey& key) {
  const std::unique_lock lock(mutex_);
  const std::string point = text_key(key.public_key().point());
  keys_.try_emplace(point, key);
  const auto found = by_point_.find(number_key(key.public_key().point()));
  if (found == by_point_.end()) return 0;
  Entries owners = found->second;
  std::erase_if(owners, [&](const auto& owner) { return owner->certificate.public_key() != key.public_key(); });
  for (const auto& owner : owners) {
    if (owner->private_key) continue;
    KeyEntry with_key = *owner;
    with_key.private_key = key;
    replace(owner, std::make_shared<const KeyEntry>(std::move(with_key)));
  }
  return owners.size();
}

std::optional<PrivateKey> KeyStore::key_of(const Certificate& certificate) const {
  const std::shared_lock lock(mutex_);
  const auto found = keys_.find(text_key(certificate.public_key().point()));
  return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

bool KeyStore::set_status(const Certificate& certificate, CertificateStatus status) {
  const std::unique_lock lock(mutex_);
  const KeyEntryPtr old = known(certificate);
  if (!old) return false;
  KeyEntry changed = *old;
  changed.status = status;
  replace(old, std::make_shared<const KeyEntry>(std::move(changed)));
  return true;
}

std::vector<KeyEntryPtr> KeyStore::certificates_of(Eui64 eui) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_eui_.find(eui);
  return found == by_eui_.end() ? std::vector<KeyEntryPtr>{} : found->second;
}

KeyEntryPtr KeyStore::find(Eui64 eui, Usage usage, TimeMs now, std::optional<int> role, bool prepayment) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_eui_.find(eui);
  if (found == by_eui_.end()) return nullptr;
  const KeyEntryPtr* best = nullptr;
  for (const auto& entry : found->second) {
    if (!matches(*entry, usage, role, prepayment) || !in_use(*entry, now)) continue;
    if (best == nullptr || later(entry, *best)) best = &entry;
  }
  return best == nullptr ? nullptr : *best;
}

std::vector<KeyEntryPtr> KeyStore::find_all(Eui64 eui, Usage usage, TimeMs now, std::optional<int> role,
                                            bool prepayment) const {
  std::vector<KeyEntryPtr> all = certificates_of(eui);
  std::erase_if(all,
                [&](const auto& entry) { return !matches(*entry, usage, role, prepayment) || !in_use(*entry, now); });
  std::stable_sort(all.begin(), all.end(), later);
  return all;
}

KeyEntryPtr KeyStore::by_serial_decimal(std::string_view serial) const {
  const auto entries = of_serial(read_serial(serial, SerialForm::Decimal));
  return entries.empty() ? nullptr : entries.front();
}

KeyEntryPtr KeyStore::by_serial_hex(std::string_view serial) const {
  const auto entries = of_serial(read_serial(serial, SerialForm::Hex));
  return entries.empty() ? nullptr : entries.front();
}

KeyEntryPtr KeyStore::by_issuer_serial(std::string_view issuer, std::string_view serial_decimal) const {
  const auto wanted = name_parts(issuer);
  for (const auto& entry : of_serial(read_serial(serial_decimal, SerialForm::Decimal)))
    if (name_parts(entry->certificate.issuer_name()) == wanted) return entry;
  return nullptr;
}

KeyStore::Entries KeyStore::of_serial(const std::optional<Serial>& serial) const {
  if (!serial) return {};
  const std::shared_lock lock(mutex_);
  const auto found = by_serial_.find(*serial);
  return found == by_serial_.end() ? Entries{} : found->second;
}

std::vector<KeyEntryPtr> KeyStore::by_key_id(View key_id) const {
  if (key_id.size() != kKeyIdSize) return {};
  const std::shared_lock lock(mutex_);
  const auto found = by_key_id_.find(get_be(key_id));
  return found == by_key_id_.end() ? Entries{} : found->second;
}

std::vector<KeyEntryPtr> KeyStore::all() const {
  const std::shared_lock lock(mutex_);
  std::vector<KeyEntryPtr> out;
  for (const auto& [serial, entries] : by_serial_) out.insert(out.end(), entries.begin(), entries.end());
  return out;
}

std::size_t KeyStore::size() const {
  const std::shared_lock lock(mutex_);
  std::size_t count = 0;
  for (const auto& [serial, entries] : by_serial_) count += entries.size();
  return count;
}

void KeyStore::index(const KeyEntryPtr& entry) {
  const Certificate& certificate = entry->certificate;
  if (const auto eui = certificate.eui()) by_eui_[*eui].push_back(entry);
  by_point_[number_key(certificate.public_key().point())].push_back(entry);
  by_serial_[certificate.serial()].push_back(entry);
  if (const Bytes& id = certificate.subject_key_id(); !id.empty()) by_key_id_[get_be(id)].push_back(entry);
}

void KeyStore::replace(const KeyEntryPtr& old, const KeyEntryPtr& fresh) {
  const Certificate& certificate = fresh->certificate;
  if (const auto eui = certificate.eui()) put(by_eui_[*eui], old, fresh);
  put(by_point_[number_key(certificate.public_key().point())], old, fresh);
  put(by_serial_[certificate.serial()], old, fresh);
  if (const Bytes& id = certificate.subject_key_id(); !id.empty()) put(by_key_id_[get_be(id)], old, fresh);
}

KeyEntryPtr KeyStore::known(const Certificate& certificate) const {
  const auto found = by_serial_.find(certificate.serial());
  if (found == by_serial_.end()) return nullptr;
  for (const auto& entry : found->second) {
    if (entry->certificate == certificate) return entry;
  }
  return nullptr;
}

bool names_prepayment(std::string_view name) {
  return name.ends_with("-pp-ka") || name.find("PP-") != std::string_view::npos;
}

std::optional<std::string> validity_warning(std::size_t expired, std::string_view source, TimeMs now,
                                            ValidityPolicy policy) {
  if (expired == 0) return std::nullopt;
  return fmt::format(
      "{}: {} certificates are not valid at {}; {}", source, expired, iso(now),
      policy == ValidityPolicy::Enforce ? "they will not be used" : "validity is waived for this test PKI");
}

}  // namespace gridpost::crypto
