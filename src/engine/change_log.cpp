#include "engine/change_log.h"

#include <fmt/format.h>

namespace gridpost::engine {
namespace {

struct Field {
  const char* name;
  std::string from, to;
};

Status note(Transaction& tx, const std::string& subject, const std::vector<Field>& fields, const Actor& actor) {
  for (const Field& f : fields)
    if (f.from != f.to)
      GP_CHECK(tx.note_change({actor.at, ChangeKind::Configuration, subject, f.name, f.from, f.to, actor.name}));
  return {};
}

std::string words_of(const exchange::Needs::Model& m) {
  return fmt::format("product {} {} {} {}", catalogue::text(m.type), m.manufacturer, m.model, m.firmware_version);
}

std::string words_of(access::UserStatus status) {
  return status == access::UserStatus::InOperation ? "in operation" : "suspended";
}

}  // namespace

Status change_setting(Transaction& tx, const std::string& key, const std::string& value, const Actor& actor) {
  GP_TRY(before, tx.setting(key));
  GP_CHECK(tx.set_setting(key, value));
  return note(tx, "setting", {{key.c_str(), before.value_or(""), value}}, actor);
}

Status change_product(Transaction& tx, const inventory::Product& entry, const Actor& actor) {
  GP_TRY(before, tx.product(entry.type, entry.manufacturer, entry.model, entry.firmware_version));
  GP_CHECK(tx.put_product(entry));
  const inventory::Product old = before.value_or(inventory::Product{});
  return note(tx, words_of(exchange::Needs::Model{entry.type, entry.manufacturer, entry.model, entry.firmware_version}),
              {{"SMETS version", old.smets_version, entry.smets_version},
               {"GBCS version", old.gbcs_version, entry.gbcs_version},
               {"variants", old.variants, entry.variants},
               {"status", before ? std::string(text(old.status)) : "", std::string(text(entry.status))}},
              actor);
}

Status change_user(Transaction& tx, const access::User& user, const Actor& actor) {
  GP_TRY(before, tx.user(user.id));
  GP_CHECK(tx.put_user(user));
  const access::User old = before.value_or(access::User{});
  return note(tx, "User " + user.id.text(),
              {{"name", old.name, user.name},
               {"roles", catalogue::text(old.roles), catalogue::text(user.roles)},
               {"endpoint", old.endpoint, user.endpoint},
               {"status", before ? words_of(old.status) : "", words_of(user.status)}},
              actor);
}

Status note_recall(Transaction& tx, const exchange::Needs::Model& model, std::int64_t job, const Actor& actor) {
  return note(tx, words_of(model), {{"recall", "", fmt::format("job {}", job)}}, actor);
}

}  // namespace gridpost::engine
